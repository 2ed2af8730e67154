// Only the reentrant (_r) API: the plain one keeps a process-wide handle, which is not safe across threads.
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
