"""
Lists of the commune's own: units, and how many people there are.

A file becomes sheets (`sheets`), a sheet becomes lines under known titles (`headers`), the lines become a plan or
problems (`units`, `denominators`), and a plan without problems is applied in one transaction or not at all.
"""
