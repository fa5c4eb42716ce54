/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ziggurat_table.c: prints sim/base/ziggurat_table.h, the layers of the two ziggurats.
 *
 * 256 layers of equal area v under f(x) = e^-x or e^(-x^2/2), x > 0. Layer 0 is the base: the strip below
 * f(r) with the tail beyond r; as a rectangle it is v / f(r) wide. From x_1 = r upwards
 * f(x_(i+1)) = f(x_i) + v / x_i; r is where the last layer closes at f(0) = 1, found by bisection in
 * extended precision. Run as: cc -O1 tools/ziggurat_table.c -lm -o /tmp/t && /tmp/t > sim/base/ziggurat_table.h
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#define LAYERS 256

struct shape {
    const char *name;
    long double (*f)(long double x);
    long double (*inverse)(long double y);
    long double (*tail)(long double x); /* area beyond x */
    long double low, high;              /* bracket of r */
};

static long double exponential(long double x)
{
    return expl(-x);
}

static long double exponential_inverse(long double y)
{
    return -logl(y);
}

static long double normal(long double x)
{
    return expl(-x * x / 2.0L);
}

static long double normal_inverse(long double y)
{
    return sqrtl(-2.0L * logl(y));
}

static long double normal_tail(long double x)
{
    return sqrtl(acosl(-1.0L) / 2.0L) * erfcl(x / sqrtl(2.0L));
}

/* Fills x for base r. True if the layers overshoot the top, so r is too small. */
static bool stack(const struct shape *s, long double r, long double x[LAYERS + 1])
{
    long double area = r * s->f(r) + s->tail(r);
    x[0] = area / s->f(r);
    x[1] = r;
    for (int i = 1; i < LAYERS; i++) {
        long double y = s->f(x[i]) + area / x[i];
        if (y >= 1.0L) {
            x[i + 1] = 0.0L;
            return i < LAYERS - 1 || y > 1.0L;
        }
        x[i + 1] = s->inverse(y);
    }
    return false;
}

static void print_column(const char *name, const char *what, const long double *value)
{
    printf("\nstatic const double ziggurat_%s_%s[ZIGGURAT_LAYERS + 1] = {\n", name, what);
    for (int i = 0; i <= LAYERS; i++) {
        printf("%s%a,%s", i % 4 == 0 ? "    " : " ", (double)value[i], i % 4 == 3 || i == LAYERS ? "\n" : "");
    }
    printf("};\n");
}

static void print_shape(const struct shape *s)
{
    long double x[LAYERS + 1], y[LAYERS + 1];
    long double low = s->low, high = s->high;
    for (int i = 0; i < 200; i++) {
        long double middle = (low + high) / 2.0L;
        if (stack(s, middle, x)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    stack(s, high, x);
    x[LAYERS] = 0.0L;
    y[0] = 0.0L;
    for (int i = 1; i <= LAYERS; i++) {
        y[i] = s->f(x[i]);
    }
    print_column(s->name, "x", x);
    print_column(s->name, "y", y);
}

int main(void)
{
    const struct shape shapes[] = {
        {"exponential", exponential, exponential_inverse, exponential, 5.0L, 10.0L},
        {"normal", normal, normal_inverse, normal_tail, 3.0L, 4.5L},
    };
    printf(
        "/* ziggurat_table.h: layer i of a ziggurat lies between the heights y[i] and y[i + 1] and is x[i] wide; the\n"
        " * part left of x[i + 1] is wholly under the curve. Printed by tools/ziggurat_table.c. */\n"
        "#ifndef HERDSIM_ZIGGURAT_TABLE_H\n#define HERDSIM_ZIGGURAT_TABLE_H\n\n#define ZIGGURAT_LAYERS 256\n\n/* "
        "clang-format off */\n");
    print_shape(&shapes[0]);
    print_shape(&shapes[1]);
    printf("\n#endif\n");
    return 0;
}
