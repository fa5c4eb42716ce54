# SPDX-License-Identifier: GPL-3.0-or-later
# A sweep in parts, by make: what is there is not done again.
#
#   make -j8 -f tools/cluster/sweep.mk SWEEP='SCENARIO --vary PATH=VALUES...' SHARDS=8 OUT=DIR
HERDSIM ?= herdsim
SHARDS ?= 8
OUT ?= sweep
PARTS := $(shell seq 0 $$(($(SHARDS) - 1)))

$(OUT)/sweep.csv: $(PARTS:%=$(OUT)/parts/%/sweep.csv)
	$(HERDSIM) merge $(PARTS:%=$(OUT)/parts/%) -o $(OUT) --quiet

$(OUT)/parts/%/sweep.csv:
	$(HERDSIM) sweep $(SWEEP) --threads 1 --quiet --shard $*/$(SHARDS) -o $(OUT)/parts/$*
