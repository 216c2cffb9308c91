"""Hands in source that crashes or fills whoever parses it, or that is not read as it looks.

The grader doesn't parse it: it is bytes of a limited size, which the worker compiles.
"""
# row: 89
# defence: I, K, R
# naive: fooled

# --- twenty megabytes
# says: work\.py has 20,971,520 bytes; a file of code may have 1,048,576

with (folder / "work.py").open("wb") as file:
    for _ in range(20):
        file.write(b"x=1\n" * (1 << 18))

# --- brackets
# says: work\.py is not valid Python [0-9.]+ in line [0-9]+: too many nested parentheses
# naive: not fooled, because the parser counts brackets

(folder / "work.py").write_text(work + "\nx = " + "(" * 100_000 + ")" * 100_000)

# --- signs
# says: work\.py failed while it was loaded: (RecursionError|MemoryError)|is not valid Python|crashed|memory

(folder / "work.py").write_text(work + "\nx = " + "-" * 500_000 + "1")

# --- a sum of a hundred thousand terms
# says: work\.py failed while it was loaded: (RecursionError|MemoryError)|is not valid Python|crashed|memory

(folder / "work.py").write_text(work + "\nx = 1" + "+1" * 100_000)

# --- a chain of attributes
# says: work\.py failed while it was loaded: (RecursionError|MemoryError)|is not valid Python|crashed|memory

(folder / "work.py").write_text(work + "\nif False:\n    x = work" + ".x" * 100_000)

# --- functions in functions
# says: work\.py failed while it was loaded: (RecursionError|MemoryError)|is not valid Python|crashed|memory

(folder / "work.py").write_text(work + "\nx = " + "lambda: " * 50_000 + "1")

# --- blocks in blocks
# says: work\.py is not valid Python [0-9.]+ in line [0-9]+: too many levels of indentation
# naive: not fooled, because the parser counts blocks

(folder / "work.py").write_text(work + "".join("\n" + " " * n + "if 1:" for n in range(1200)))

# --- a number of a million digits
# says: work\.py is not valid Python [0-9.]+ in line [0-9]+: Exceeds the limit|still computing
# naive: not fooled, because Python refuses more than 4,300 digits since 3.10.7

(folder / "work.py").write_text(work + "\nx = " + "9" * 1_000_000)

# --- a number of a million digits, in base 16
# keeps: yes
# naive: not fooled, because such a number is read in no time

(folder / "work.py").write_text(work + "\nx = 0x" + "f" * 1_000_000)

# --- thirty thousand statements in a line
# keeps: yes
# naive: not fooled, because they are only many

(folder / "work.py").write_text(work + "\n" + "a=1;" * 30_000)

# --- bytes that are no text
# says: work\.py is not UTF-8 text \(byte 0x80 in line 32\); save it as UTF-8

(folder / "work.py").write_bytes(work.encode() + b"\nx = '\0'\n" + bytes(range(256)))

# --- an encoding that is the path of a file
# says: work\.py is not valid Python [0-9.]+: (unknown encoding|encoding problem)
# naive: not fooled, because Python says that there is no such encoding

(folder / "work.py").write_bytes(b"# coding: ../../../tmp/evil\n" + work.encode())

# --- code that looks like a comment, in UTF-7
# keeps: yes
# says: work\.py failed in line 3 while it was loaded: SystemExit

(folder / "work.py").write_text("# coding: utf-7\n# harmless +AAo-raise SystemExit\n" + work.replace("+", "- -"))

# --- code that looks like a comment, in another script
# keeps: yes
# naive: not fooled, because letters that look alike are other letters

(folder / "work.py").write_text("# \u0441oding: utf-7\n# harmless +AAo-raise SystemExit\n" + work)

# --- an encoding that takes long
# slow: yes
# says: loading work\.py was still computing after 4 s

(folder / "work.py").write_bytes(b"# coding: punycode\n" + work.encode() + b"\n#" + b"a" * 400_000 + b"-" + b"b" * 400_000 + b"\n")

# --- two encodings
# says: work\.py is not valid Python [0-9.]+: encoding problem
# naive: not fooled, because Python refuses it

(folder / "work.py").write_bytes(b"\xef\xbb\xbf# coding: latin-1\n" + work.encode())

# --- in UTF-16
# keeps: yes
# says: begins with the mark of UTF-16; it was read as UTF-16\. Save it as UTF-8

(folder / "work.py").write_bytes(work.encode("utf-16"))

# --- a name that is almost the one asked for, 20,000 times
# says: has no `softmax`
# naive: not fooled, because it looks for none that are near

names = "".join(f"softma{n:05}=0\n" for n in range(20_000))
(folder / "work.py").write_text(work.replace("def softmax(z)", "def probabilities(z)").replace("probabilities = softmax", "") + names)

# --- a name of half a million letters
# says: the answer has no known form
# naive: not fooled, because a name may be that long

(folder / "work.py").write_text(work.replace("def softmax(z)", "def probabilities(z)").replace("probabilities = softmax", "") + "softma" + "x" * 500_000 + " = 0\n")

# --- files that import each other in circles
# keeps: yes
# says: a49\.py failed in line 1 while it was loaded: ImportError
# naive: not fooled, because a parser imports nothing

(folder / "work.py").write_text("from a0 import *\n" + work + "\nsoftmax = a0.softmax\n")
for n in range(50):
    (folder / f"a{n}.py").write_text(f"from a{(n + 1) % 50} import softmax\n")
