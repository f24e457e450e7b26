#include "article/split.h"
