// Functions of glibc that its headers show only under _GNU_SOURCE, which Swift's Glibc module is built without, and
// headers that the module leaves out.
#ifndef RECUA_GLIBC_EXTRAS_H
#define RECUA_GLIBC_EXTRAS_H

#include <malloc.h>
#include <spawn.h>
#include <sys/vfs.h>

// memfd_create(2)
int memfd_create(const char *name, unsigned int flags);
static const unsigned int recua_mfd_cloexec = 1;

// pipe2(2)
int pipe2(int descriptors[2], int flags);

// sync_file_range(2)
int sync_file_range(int descriptor, long offset, long count, unsigned int flags);
static const unsigned int recua_sync_file_range_write = 2;

// posix_spawn(3); glibc 2.34, 2.29 and 2.26
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
static const short recua_posix_spawn_setsid = 0x80;

#endif
