"""A process whose first thread ends while another one goes on. Prints READY and the kernel's id of that one."""
import ctypes
import threading
import time


def work():
    here = "left over"
    print("READY", threading.get_native_id(), flush=True)
    while True:
        time.sleep(100000)


threading.Thread(target=work, name="left").start()
time.sleep(0.5)
ctypes.CDLL(None).pthread_exit(None)
