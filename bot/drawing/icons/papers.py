"""Papers and what is used with them."""

ICONS = {
    "paper": """
        white M9 3h21l9 9v33H9z
        sky M30 3v9h9z
        ~ink M15 18h18M15 25h18M15 32h18M15 39h9""",
    "form": """
        white r 7 3 34 42 3
        teal! r 11 8 26 6 1
        ~ink M13 21h5v5h-5zM13 33h5v5h-5zM23 24h12M23 36h12
        ~green3 M13 22l3 3 5-6""",
    "stamp": """
        red M20 20q1-4-2-8-1-9 6-9t6 9q-3 4-2 8z
        red M8 20h32q4 0 4 5v7H4v-7q0-5 4-5z
        brown r 4 32 40 6
        ~red3 M9 44h30""",
    "signature": """
        white r 3 22 42 22 3
        ~grey M8 39h32
        ~blue3 M8 35q6-12 9-8t-3 8q9-12 12-6t4 4l8-3
        amber M30 22L40 4l5 3-10 18-6 3z""",
    "id-card": """
        sky r 2 8 44 33 4
        skin c 14 20 5
        teal M6 34q1-8 8-8t8 8z
        ~ink3 M27 18h13M27 25h13M27 32h8
        red! r 3 9 42 5 2""",
    "book": """
        blue M3 8q12-4 21 2 9-6 21-2v34q-12-4-21 2-9-6-21-2z
        white M7 7q10-2 17 4 7-6 17-4v30q-10-3-17 3-7-6-17-3z
        ~ink M24 11v29M12 16q4-1 7 1M12 23q4-1 7 1M36 16q-4-1-7 1M36 23q-4-1-7 1""",
    "notebook": """
        amber r 9 3 32 42 3
        white r 16 9 19 12 2
        ~ink M20 13h11M20 17h7
        ~ink3 M5 11h8M5 19h8M5 27h8M5 35h8""",
    "pen": """
        blue M33 4l11 11-27 27-11-11z
        cream M6 31l11 11-14 4z
        ~ink M28 9l11 11
        ink M4 41l4 4-5 1z""",
    "printer": """
        white M12 3h24v15H12z
        silver r 3 16 42 20 4
        white M11 28h26v17H11z
        ~ink M16 34h16M16 39h10
        green! c 38.5 22 2""",
    "folder": """
        amber M3 10q0-3 3-3h12l4 6h20q3 0 3 3v24q0 3-3 3H6q-3 0-3-3z
        yellow M3 20h42l-2 21q0 2-3 2H6q-3 0-3-3z""",
}
