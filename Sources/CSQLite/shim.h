#include <sqlite3.h>

/* sqlite3_db_config is variadic, which Swift cannot call. One switch on or off; returns SQLite's result code. */
static inline int orewatch_sqlite3_switch(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}
