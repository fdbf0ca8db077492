#include "cli/run.h"

int main(int argc, char** argv) {
    return sendguard::cli::run(argc, argv);
}
