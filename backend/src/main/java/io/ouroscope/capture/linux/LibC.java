package io.ouroscope.capture.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/// The few functions of the C library that capture needs, mapped directly (half the cost of interface mapping, see
/// `ptrace(2)`, `process_vm_readv(2)`, `waitpid(2)`, `mmap(2)`, `socket(2)`).
///
/// Each returns what C returns; [#errno] says why the last call of this thread failed. x86-64 only.
final class LibC {
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ECHILD = 10;
    static final int EPERM = 1;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int ENOSYS = 38;

    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    static int errno() {
        return Native.getLastError();
    }

    static native long ptrace(long request, long tid, long address, long data);

    static native int waitpid(int pid, Pointer status, int options);

    static native long process_vm_readv(
            int pid, Pointer local, long localCount, Pointer remote, long remoteCount, long flags);

    static native int open(String path, int flags, int mode);

    static native int close(int fd);

    static native int ioctl(int fd, long request, Pointer argument);

    static native long pread(int fd, Pointer buffer, long count, long offset);

    static native long lseek(int fd, long offset, int whence);

    static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

    static native int madvise(long address, long length, int advice);

    static native int munmap(long address, long length);

    static native int socket(int family, int type, int protocol);

    static native long send(int socket, Pointer buffer, long count, int flags);

    static native long recv(int socket, Pointer buffer, long count, int flags);

    /// What the C library has no function for; arguments that a call does not take are ignored.
    static native long syscall(long number, long first, Pointer second, Pointer third, long fourth);

    static native int geteuid();

    static native String strerror(int errno);
}
