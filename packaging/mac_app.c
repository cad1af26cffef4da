/* Earsight.app's program: Python in this very process, so that macOS knows what it does by the app's name.

   Where Python and the app are is written by packaging/mac_app.py into mac_app.h: PYTHON_LIBRARY, PYTHON, SAY, MOVED. */

#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mac_app.h"

typedef int python_main(int, char **);

int main(int argc, char **argv)
{
    char own[PATH_MAX];
    char *start[] = {PYTHON, "-P", "-m", "app", "gui"};
    const int fixed = sizeof start / sizeof *start;
    char **arguments = calloc((size_t)(fixed + argc), sizeof *arguments);
    void *library = access(PYTHON, X_OK) == 0 ? dlopen(PYTHON_LIBRARY, RTLD_NOW | RTLD_GLOBAL) : NULL;
    python_main *run = library ? (python_main *)dlsym(library, "Py_BytesMain") : NULL;

    if (!run || !arguments) {
        /* From the Finder nobody sees what is printed. */
        execl(SAY, SAY, MOVED, (char *)NULL);
        return 1;
    }
    memcpy(arguments, start, sizeof start);
    memcpy(arguments + fixed, argv + 1, (size_t)(argc > 0 ? argc - 1 : 0) * sizeof *argv);
    /* What starts it again, or with the session. */
    if (realpath(argv[0], own))
        setenv("EARSIGHT_APP", own, 1);
    /* Python takes its place from its own name: that of the environment's, beside pyvenv.cfg. */
    return run(fixed + (argc > 0 ? argc - 1 : 0), arguments);
}
