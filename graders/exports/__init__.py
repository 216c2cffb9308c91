"""Marks and feedback, in the forms that go back to where the work came from.

Records of the gradebook (``graders.register``), and the teacher's own file where there is one, become bytes or text;
nothing here reads or writes a file.

::

    canvas       the teacher's Canvas gradebook, one column filled in
    moodle       the teacher's Moodle grading worksheet, filled in
    gradescope   the results.json of an autograder
    classroom50  the result.json of a Classroom 50 autograder
    nbgrader     the grades.csv that nbgrader exports
    table        everything, for a spreadsheet program
    feedback     the zips of reports that Moodle and Canvas take back

    worksheet    which column of a Moodle worksheet is which
    sheet        a CSV file of which single cells are changed, and no other byte
    people       who of a class list is whom of the gradebook
    entry        what stands for a record in a cell of a gradebook
    filled       a file that was filled in, and what there is to say of it
    comment      the feedback in a few sentences
"""
