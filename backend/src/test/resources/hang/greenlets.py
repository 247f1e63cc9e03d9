"""Greenlets that are switched away from.

Prints "hung" when all wait.
"""
import json
import os
import sys
import time

import greenlet

truth = {"greenlets": []}
kept = []


def deep(step):
    if step:
        return deep(step - 1)
    return main.switch("here")


main = greenlet.getcurrent()
for count in range(3):
    made = greenlet.greenlet(deep)
    made.switch(count)
    kept.append(made)
    truth["greenlets"].append({"address": hex(id(made)), "place": "deep at greenlets.py:%d" % (deep.__code__.co_firstlineno + 3)})

with open(sys.argv[1] + ".new", "w") as file:
    json.dump(truth, file)
os.rename(sys.argv[1] + ".new", sys.argv[1])
print("hung", flush=True)
time.sleep(1000)
