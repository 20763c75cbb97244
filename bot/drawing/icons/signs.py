"""Signs."""

ICONS = {
    "check": """
        green c 24 24 21
        ~white6 M14 25l7 7 14-15""",
    "cross": """
        red c 24 24 21
        ~white6 M16 16l16 16M32 16L16 32""",
    "warning": """
        yellow M24 3q2 0 3 2l18 33q2 5-4 5H7q-6 0-4-5L21 5q1-2 3-2z
        ~ink5 M24 17v12
        ink! c 24 36 2.8""",
    "stop": """
        red M15 3h18l12 12v18L33 45H15L3 33V15z
        white! r 11 20 26 8 1""",
    "question": """
        blue c 24 24 21
        ~white5 M18 19a6 6 0 1 1 9 5c-2 1-3 2-3 5
        white! c 24 35.5 2.9""",
    "info": """
        blue c 24 24 21
        ~white5 M20 23h4v11M19 34.5h10
        white! c 24 14 3""",
    "bulb": """
        yellow M18 36c0-6-8-8-8-18a14 14 0 0 1 28 0c0 10-8 12-8 18z
        silver M17 36h14v6q-1 4-7 4t-7-4z
        ~amber M20 22l4 3 4-3M24 25v10""",
    "star": "yellow M24 3l6 14 16 2-12 10 4 16-14-9-14 9 4-16L2 19l16-2z",
    "arrow-up": "teal M24 4l17 18H31v22H17V22H7z",
}
