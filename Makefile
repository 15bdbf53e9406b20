# Everything a person or CI runs. `make` prints this help.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
SHELL := /bin/bash
