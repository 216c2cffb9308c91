"""Hands in weights that are programs: whoever loads them runs them.

The grader takes files of code and nothing else: no other file is so much as opened. What the student's own code loads
is loaded in the worker, where it can do as little as the code itself.
"""
# row: 91
# defence: I, P, L, N
# keeps: yes
# naive: fooled

# --- pickles beside the work

import os
import pickle


class Payload:
    def __reduce__(self):
        return os.mkdir, (f"{FOLDER}/{NOTE}",)


(folder / "work.py").write_text(work)
for ending in ("pkl", "pickle", "pt", "pth", "joblib", "npy"):
    (folder / f"weights.{ending}").write_bytes(pickle.dumps({"W": Payload()}))

# --- weights as torch writes them

import os
import pickle
import zipfile


class Payload:
    def __reduce__(self):
        return os.mkdir, (f"{FOLDER}/{NOTE}",)


(folder / "work.py").write_text(work)
with zipfile.ZipFile(folder / "model.pt", "w") as made:
    made.writestr("model/data.pkl", pickle.dumps({"W": Payload()}))
    made.writestr("model/version", "3\n")

# --- arrays of objects

import io
import os
import pickle
import struct
import zipfile


class Payload:
    def __reduce__(self):
        return os.mkdir, (f"{FOLDER}/{NOTE}",)


head = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(117) + b"\n"
array = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + pickle.dumps([Payload()], protocol=2)
(folder / "work.py").write_text(work)
(folder / "weights.npy").write_bytes(array)
with zipfile.ZipFile(folder / "weights.npz", "w") as made:
    made.writestr("W.npy", array)

# --- pickles in a zip

import os
import pickle
import zipfile


class Payload:
    def __reduce__(self):
        return os.mkdir, (f"{FOLDER}/{NOTE}",)


with zipfile.ZipFile(folder / "homework.zip", "w") as made:
    made.writestr("work.py", work)
    for ending in ("pkl", "pt", "npy", "joblib"):
        made.writestr(f"weights.{ending}", pickle.dumps({"W": Payload()}))

# --- a pickle that is called Python

(folder / "work.py").write_text(work)
(folder / "weights.pt.py").write_text(f"cos\nmkdir\n(V{FOLDER}/{NOTE}\ntR.")

# --- a pickle, as the work
# keeps: no
# says: work\.py is not valid Python [0-9.]+ in line 3

(folder / "work.py").write_text(f"cos\nmkdir\n(V{FOLDER}/{NOTE}\ntR.")

# --- a pickle that the work loads

import pickle

(folder / "work.py").write_text(work + f"""
import os, pickle
class Payload:
    def __reduce__(self):
        return os.mkdir, ({FOLDER + "/" + NOTE!r},)
try:
    pickle.loads(pickle.dumps(Payload()))
except OSError:
    pass
""")

# --- an array that the work loads

import struct

(folder / "work.py").write_text(work + f"""
import io, os, pickle
import numpy as np
class Payload:
    def __reduce__(self):
        return os.mkdir, ({FOLDER + "/" + NOTE!r},)
file = io.BytesIO()
np.save(file, np.array([Payload()], dtype=object), allow_pickle=True)
try:
    np.load(io.BytesIO(file.getvalue()), allow_pickle=True)
except OSError:
    pass
""")

# --- weights that the work loads with torch
# needs: torch
# slow: yes

(folder / "work.py").write_text(work + f"""
import io, os, pickle
import torch
class Payload:
    def __reduce__(self):
        return os.mkdir, ({FOLDER + "/" + NOTE!r},)
file = io.BytesIO()
torch.save(dict(W=Payload()), file)
try:
    torch.load(io.BytesIO(file.getvalue()), weights_only=False)
except OSError:
    pass
""")

# --- weights that the work loads with torch, in the way that is called safe
# needs: torch
# slow: yes
# naive: not fooled, because torch has mended CVE-2025-32434 and CVE-2026-24747

(folder / "work.py").write_text(work + f"""
import io, os, pickle
import torch
class Payload:
    def __reduce__(self):
        return os.mkdir, ({FOLDER + "/" + NOTE!r},)
for form in (True, False):
    file = io.BytesIO()
    torch.save(dict(W=Payload()), file, _use_new_zipfile_serialization=form)
    try:
        torch.load(io.BytesIO(file.getvalue()), weights_only=True)
    except (OSError, RuntimeError, pickle.UnpicklingError):
        pass
""")

# --- an answer that is a pickle
# keeps: no
# says: softmax returned a bytes object; an array of shape \(5, 4\) is expected

(folder / "work.py").write_text(work + f"""
import os, pickle
class Payload:
    def __reduce__(self):
        return os.mkdir, ({FOLDER + "/" + NOTE!r},)
def softmax(z):
    return pickle.dumps(Payload())
""")
