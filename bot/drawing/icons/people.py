"""People, each told apart by hair, hat or clothes."""

ICONS = {
    "grandma": """
        silver c 24 7 5
        purple M6 46c0-9 7-14 18-14s18 5 18 14z
        skin c 24 20 11
        silver M12 23C10 13 16 8 24 8s14 5 12 15c-2-6-6-9-12-9s-10 3-12 9z
        ~ink M20 20v1M28 20v1M20 25.5q4 3 8 0
        ~white M19 33l5 6 5-6""",
    "grandpa": """
        brown M6 46c0-9 7-14 18-14s18 5 18 14z
        silver c 13.5 20 4
        silver c 34.5 20 4
        skin c 24 19 11.5
        ~silver3 M18 9.5q6-3 12 0
        white c 19 19 4
        white c 29 19 4
        ~ink M23 19h2
        silver M17 26q4-4 7-1 3-3 7 1-3 2-7 1-4 1-7-1z""",
    "woman": """
        hair M10 35V19C10 9 16 4 24 4s14 5 14 15v16z
        amber M6 46c0-9 7-14 18-14s18 5 18 14z
        skin c 24 20 10.5
        hair! M13 20C12 11 17 7 24 7s12 4 11 13c-4-1-8-3-10-7-2 4-7 6-12 7z
        ~ink M20 21v1M28 21v1M20 26q4 3 8 0""",
    "man": """
        blue M6 46c0-9 7-14 18-14s18 5 18 14z
        skin c 24 19 11
        hair M13 20C10 10 16 5 24 5s14 5 11 15c-1-4-3-6-5-7-4 2-9 2-12 0-3 1-4 4-5 7z
        ~ink M20 20v1M28 20v1M20 25q4 3 8 0
        ~white M18 33l6 5 6-5""",
    "pupil": """
        white M6 46c0-9 7-14 18-14s18 5 18 14z
        skin c 24 18 11
        hair M13 19C10 9 16 4 24 4s14 5 11 15l-4-6H17z
        ~ink M20 19v1M28 19v1M20 24q4 3 8 0
        red M13 33q11 5 22 0l-2 5-7 1 4 7-6-3-6 3 4-7-7-1z""",
    "child": """
        yellow M9 46c0-8 6-12 15-12s15 4 15 12z
        skin c 24 21 13
        hair M12 18c1-7 6-10 11-10-1-3 1-5 4-5-2 2 0 4 1 5 4 1 7 4 8 10-8 1-17 1-24 0z
        pink! c 16.5 26 2.5
        pink! c 31.5 26 2.5
        ~ink M19 22v1M29 22v1M20 28q4 3 8 0""",
    "officer": """
        green M6 46c0-9 7-14 18-14s18 5 18 14z
        skin c 24 20 10.5
        green M9 12q1-8 15-9 14 1 15 9l-4 4H13z
        red! M12.5 13h23l-1 3h-21z
        night M13 16h22q-2 5-11 5t-11-5z
        yellow! c 24 8.5 2.5
        ~ink M20 22.5v1M28 22.5v1M20 26.5q4 2.5 8 0
        ~yellow3 M11 37l5 2M37 37l-5 2""",
    "doctor": """
        white M6 46c0-9 7-14 18-14s18 5 18 14z
        skin c 24 20 10.5
        white M13 16l1-11q10-4 20 0l1 11q-11-4-22 0z
        ~red3 M24 5.5v7M20.5 9h7
        ~ink M20 20v1M28 20v1M20 25q4 3 8 0
        ~teal M17 33v4q0 5 6 5t6-5v-4
        teal c 34 40 2.5""",
    "teacher": """
        teal r 3 3 42 28 2
        ~white M29 10h11M29 16h8
        purple M3 46c0-8 5-12 14-12s14 4 14 12z
        skin c 17 23 9
        hair M7 25C5 15 10 11 17 11s12 4 10 14c-2-4-4-7-6-8-4 3-11 3-14 8z
        ~ink M14 24v1M20 24v1M14 28q3 2 6 0
        ~brown3 M30 41l9-19""",
    "shipper": """
        amber M5 46c0-9 6-14 17-14s17 5 17 14z
        skin c 22 21 10
        amber M10 20C10 10 15 4 22 4s12 6 12 16q-12-5-24 0z
        ~white3 M22 5v9
        ~ink M18 22.5v1M26 22.5v1M18.5 27q3.5 2.5 7 0
        tan r 26 31 19 15 1
        ~ink M35.5 31v6""",
    "seller": """
        red M6 46c0-9 7-14 18-14s18 5 18 14z
        skin c 24 22 10
        yellow M3 19L24 3l21 16q-21 7-42 0z
        ~amber M14 19l10-12 10 12
        ~ink M20 24.5v1M28 24.5v1M20.5 28q3.5 2 7 0
        white M16 37h16v9H16z""",
    "stranger": """
        night M6 46C7 32 9 3 24 3s17 29 18 43z
        ink e 24 21 9.5 11
        ~white3 M20.5 18.5a3.5 3.5 0 1 1 5 3c-1 .8-1.5 1.5-1.5 3
        white! c 24 29 1.9
        ~grey M24 37v9""",
    "family": """
        blue M2 40c0-7 4-11 11-11s11 4 11 11z
        amber M24 40c0-7 4-11 11-11s11 4 11 11z
        skin c 13 19 8
        hair M5 19q0-10 8-10t8 10q-3-4-8-4t-8 4z
        hair M26 27V18q0-9 9-9t9 9v9z
        skin c 35 20 7
        yellow M15 46q0-9 9-9t9 9z
        skin c 24 32 6.5
        hair M18 31q0-6 6-6t6 6z""",
    "group": """
        teal M1 40q1-11 12-11t12 11z
        red M23 40q1-11 12-11t12 11z
        skin c 13 20 7.5
        skin c 35 20 7.5
        hair M6 20q-1-9 7-9t7 9q-7-4-14 0z
        silver M28 20q-1-9 7-9t7 9q-7-4-14 0z
        blue M10 46q1-13 14-13t14 13z
        skin c 24 23 9
        hair M15 23q-1-11 9-11t9 11q-9-6-18 0z""",
    "robot": """
        ~ink M24 12V6
        amber c 24 5 3
        mint r 8 12 32 24 8
        teal M4 20h4v9H4zM40 20h4v9h-4z
        ink e 17 22 2.5 3.5
        ink e 31 22 2.5 3.5
        ~ink M18 29q6 4 12 0
        teal r 14 38 20 8 3""",
    "people": """
        amber M2 44q1-14 14-14t14 14z
        teal M20 44q1-14 14-14t12 12v2z
        skin c 34 20 8
        hair M26 20q-1-11 8-11t8 11q-8-5-16 0z
        skin c 15 19 9
        silver M6 19q-1-11 9-11t9 11q-9-6-18 0z
        ~ink M12 20v1M18 20v1M31.5 21v1M36.5 21v1""",
}
