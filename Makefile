EXTENSION = newsprint
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" newsprint.control)

MODULE_big = newsprint
OBJS = $(patsubst %.c,%.o,$(wildcard src/*.c src/*/*.c))

# The install script is one section for each folder of src/, in this order; that of watch is in parts.
WATCH = tables guards triggers parts indexes setup runs backfill resign sweep restore progress feedback explain
SECTIONS = $(patsubst %,sql/sections/%.sql,head text minhash lsh reuse article spam cluster \
	$(addprefix watch/,$(WATCH)) report)
BASE_SCRIPT = sql/newsprint--$(EXTVERSION).sql
DATA_built = $(BASE_SCRIPT)
# Update scripts, and the install scripts of published versions: see script/release.
DATA = $(wildcard sql/newsprint--*--*.sql) \
	$(filter-out sql/releases/newsprint--$(EXTVERSION).sql,$(wildcard sql/releases/*.sql))

PG_CPPFLAGS = -I$(srcdir)/src -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare
# make WERROR=1: warnings are errors, as in script/test
ifdef WERROR
PG_CFLAGS += -Werror
endif
SHLIB_LINK += -lm

REGRESS = $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
REGRESS_OPTS = --inputdir=test --load-extension=newsprint
ISOLATION = $(sort $(patsubst test/specs/%.spec,%,$(wildcard test/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test --outputdir=. --load-extension=newsprint

EXTRA_CLEAN = sql/newsprint--$(EXTVERSION).sql

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# The hot loops are written for the compiler's vectoriser.
src/text/%.o src/minhash/sketch.o: CFLAGS += $(CFLAGS_VECTORIZE)

$(BASE_SCRIPT): $(SECTIONS)
	cat $^ > $@

# A changed header rebuilds everything: the module compiles in seconds.
$(OBJS): $(wildcard src/*.h src/*/*.h)
