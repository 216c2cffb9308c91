"""A result, shown: to a person as a page, on the terminal or as plain text; to a program as JSON or JUnit XML.

::

    html       one self-contained page                        (Jinja2)
    terminal   a coloured table and the details of failures   (rich)
    text       the same words without colour or columns that depend on a terminal
    json       the whole result, and back again
    junit      what continuous integration reads

    facts      a check's evidence as labelled lines, the same in all of the above
    wording    numbers and counts, said for people
    drawing    a curve as the points of a drawing
    legible    anybody's text, made safe to look at
"""
