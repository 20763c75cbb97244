"""Houses, offices, and what belongs to life there."""

ICONS = {
    "house": """
        cream M8 22h32v23H8z
        red M2 24L24 4l22 20-4 4-18-16L6 28z
        brown r 19 29 10 16 1
        ~ink M26 37v1""",
    "office": """
        ~ink M24 11V2
        red M24 2h11l-3 3 3 4H24z
        cream M4 20L24 9l20 11v25H4z
        teal r 20 32 8 13
        sky r 9 24 8 7
        sky r 31 24 8 7
        sky r 9 35 7 7
        sky r 32 35 7 7
        yellow c 24 21 4""",
    "hospital": """
        white r 6 10 36 35 2
        red! M21 13h6v5h5v6h-5v5h-6v-5h-5v-6h5z
        teal r 19 34 10 11
        sky r 10 32 6 6
        sky r 32 32 6 6
        sky M14 10V4h20v6z""",
    "school": """
        cream r 3 22 42 23 1
        amber M12 22L24 10l12 12v23H12z
        brown r 19 32 10 13
        white c 24 22 4.5
        sky r 6 28 4 8
        sky r 38 28 4 8
        ~ink M24 10V2
        red M24 2h9l-2 3 2 3h-9z""",
    "market": """
        cream M6 22h36v23H6z
        teal M2 22L24 5l22 17q-4 4-7 0-4 4-8 0-4 4-7 0-4 4-7 0-4 4-8 0-3 4-7 0z
        green c 15 33 4
        red c 24 33 4
        amber c 33 33 4
        tan r 9 36 30 9 1""",
    "map-pin": """
        leaf e 24 42 15 4
        red M24 42C14 29 10 24 10 17a14 14 0 0 1 28 0c0 7-4 12-14 25z
        white c 24 17 5.5""",
    "bolt": "yellow M28 2L8 27h13l-4 19 23-27H26z",
    "water": """
        blue M24 3c10 12 15 19 15 26a15 15 0 0 1-30 0C9 22 14 15 24 3z
        ~white3 M16 28q0 8 7 10""",
    "rice": """
        ~ink M17 3q4 3 0 6t0 5M31 3q4 3 0 6t0 5
        white M8 25q3-9 16-9t16 9z
        blue M3 25h42q-1 15-12 18v3H15v-3Q4 40 3 25z
        ~white M10 32h28""",
    "fish": """
        amber M33 24l12-10v20z
        sky M3 24Q16 4 36 24 16 44 3 24z
        ink! c 12 22 2
        ~ink M20 16q5 8 0 16M27 22q2 2 0 4""",
    "vegetable": """
        leaf M22 30C8 32 2 20 6 8c8 0 15 5 18 14C27 10 34 4 42 5c2 14-4 25-18 25z
        green M18 28C12 20 16 8 24 3c8 5 12 17 6 25z
        ~leaf M24 10v18
        white M17 28h14l-3 17h-8z""",
    "umbrella": """
        ~ink3 M24 4v35q0 6 6 6t6-6
        red M2 26Q4 5 24 5t22 21q-5-6-11 0-5-6-11 0-5-6-11 0-6-6-11 0z""",
    "heart": """
        red M24 44C8 32 2 25 3 16 5 4 19 2 24 13 29 2 43 4 45 16c1 9-5 16-21 28z
        ~pink3 M10 17q1-5 6-6""",
    "pill": """
        white M5 31L31 5a9 9 0 0 1 13 13L18 44A9 9 0 0 1 5 31z
        red M18 18L31 5a9 9 0 0 1 13 13L31 31z
        ~white3 M31 11l5-1""",
    "stethoscope": """
        ~ink4 M8 4v11q0 11 10 11t10-11V4M18 26v7q0 11 10 11t10-11v-5
        teal c 38 23 6
        white! c 38 23 2""",
    "calendar": """
        white r 4 7 40 37 3
        red M4 18v-8q0-3 3-3h34q3 0 3 3v8z
        ~ink4 M14 3v8M34 3v8
        ~grey4 M13 26h2M23 26h2M33 26h2M13 36h2
        teal! r 20 32 8 8 2""",
    "clock": """
        white c 24 24 21
        ~ink3 M24 11v14l9 6
        ~grey M24 5v2M24 41v2M5 24h2M41 24h2""",
    "hand": """
        skin M14 29V11q0-3 3-3t3 3V6q0-3 3-3t3 3v4q0-3 3-3t3 3v4q0-3 3-3t3 3v17q0 13-13 13-7 0-11-6L4 27q-1-4 3-4l7 6z
        ~ink M20 11v11M26 10v12M32 14v8""",
    "handshake": """
        blue M2 13l9-3 6 19-10 4z
        amber M46 13l-9-3-6 19 10 4z
        skin M13 15l9-2 5 3 8-3 3 15-12 11q-3 2-5-1l-8-8z
        ~ink M27 16l-8 7q3 4 8 0l9 7M24 30l5 5""",
    "megaphone": """
        amber M4 19h10L37 6v34L14 29H4z
        red r 34 4 6 38 3
        brown M11 29h8l3 14h-8z
        ~ink3 M44 18q3 5 0 10""",
    "flag": """
        ~brown4 M9 3v43
        red M9 5h35v25H9z
        yellow! M26.5 9l2 6h6l-5 4 2 6-5-3.5-5 3.5 2-6-5-4h6z""",
}
