"""What a class's results say together. Pure functions on light rows: no result is kept, only what is counted.

::

    row           a student's work on a lab, as little of it as is needed here
    survey        the rows of one lab, with its checks
    distribution  marks as a histogram, and in five numbers
    items         each check as an item of a test: who passed it, and whether it tells strong work from weak
    causes        what explains failures, and how many students each explanation has
    failures      a check's failures, put together where one comment serves all
    agreement     wrong values that are the same, and those who share unusual ones
"""
