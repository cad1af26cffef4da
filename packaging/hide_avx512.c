/* Hides AVX-512 from the programs that run with it, natively and at full speed (Linux, x86-64 with CPUID faulting:
   Intel from Ivy Bridge on, AMD from Zen 4 on). For anyone who wants to see Earsight on a processor that has
   AVX2 and no more:

       cc -shared -fPIC -O2 -o /tmp/hide_avx512.so packaging/hide_avx512.c -ldl
       export LD_PRELOAD=/tmp/hide_avx512.so
       export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD
       make run

   The instruction then ends in a signal (arch_prctl(2), ARCH_SET_CPUID), in which it is done once more and what
   it says is masked. glibc itself looks before this is loaded: hence the tunables. A child inherits all of it. */

#define _GNU_SOURCE
#include <cpuid.h>
#include <dlfcn.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012

static struct sigaction theirs;
static int (*real_sigaction)(int, const struct sigaction *, struct sigaction *);

static void mask(uint32_t leaf, uint32_t sub, uint32_t r[4])
{
    if (leaf == 7 && sub == 0) {
        /* AVX512 F, DQ, IFMA, PF, ER, CD, BW, VL */
        r[1] &= ~(1u << 16 | 1u << 17 | 1u << 21 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 30 | 1u << 31);
        /* VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ */
        r[2] &= ~(1u << 1 | 1u << 6 | 1u << 11 | 1u << 12 | 1u << 14);
        /* 4VNNIW, 4FMAPS, VP2INTERSECT, AMX-BF16, FP16, AMX-TILE, AMX-INT8 */
        r[3] &= ~(1u << 2 | 1u << 3 | 1u << 8 | 1u << 22 | 1u << 23 | 1u << 24 | 1u << 25);
    } else if (leaf == 7 && sub == 1) {
        r[0] = 0; /* AVX-VNNI, AVX512-BF16 and newer */
        r[3] = 0; /* AVX10 */
    } else if (leaf == 0x24) {
        r[0] = r[1] = r[2] = r[3] = 0;
    }
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
    const uint8_t *at = (const uint8_t *)g[REG_RIP];
    if (info->si_code == SI_KERNEL && at[0] == 0x0f && at[1] == 0xa2) {
        uint32_t r[4], leaf = (uint32_t)g[REG_RAX], sub = (uint32_t)g[REG_RCX];
        syscall(SYS_arch_prctl, ARCH_SET_CPUID, 1);
        __cpuid_count(leaf, sub, r[0], r[1], r[2], r[3]);
        syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0);
        mask(leaf, sub, r);
        g[REG_RAX] = r[0];
        g[REG_RBX] = r[1];
        g[REG_RCX] = r[2];
        g[REG_RDX] = r[3];
        g[REG_RIP] += 2;
    } else if (theirs.sa_flags & SA_SIGINFO) {
        theirs.sa_sigaction(number, info, context);
    } else if (theirs.sa_handler != SIG_DFL && theirs.sa_handler != SIG_IGN) {
        theirs.sa_handler(number);
    } else {
        real_sigaction(SIGSEGV, &theirs, NULL); /* back to the instruction, which ends the process */
        if (info->si_code <= 0)
            raise(number); /* it was sent: no instruction does it again */
    }
}

/* Who wants to hear of SIGSEGV (Python's faulthandler) hears of it after this. */
int sigaction(int number, const struct sigaction *wanted, struct sigaction *before)
{
    if (!real_sigaction)
        real_sigaction = dlsym(RTLD_NEXT, "sigaction");
    if (number != SIGSEGV)
        return real_sigaction(number, wanted, before);
    if (before)
        *before = theirs;
    if (wanted)
        theirs = *wanted;
    return 0;
}

__attribute__((constructor)) static void begin(void)
{
    struct sigaction mine;
    real_sigaction = dlsym(RTLD_NEXT, "sigaction");
    memset(&mine, 0, sizeof mine);
    mine.sa_sigaction = on_fault;
    mine.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    real_sigaction(SIGSEGV, &mine, &theirs);
    if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0))
        abort(); /* the processor or the kernel cannot */
}
