"""The phone, what is in it, and how it is connected."""

ICONS = {
    "phone": """
        night r 12 2 24 44 5
        sky r 15.5 7.5 17 31 1
        white! c 24 42.3 1.5
        ~white M19 30l8-17""",
    "phone-call": """
        green c 22 26 19
        white M15 15l-3 3c-2 3 0 8 3 12s8 7 12 8 5-1 7-3l1-2-7-5-4 3c-4-1-6-4-7-8l3-3-4-6z
        ~ink3 M34 3q10 2 11 12""",
    "phone-lost": """
        silver r 6 2 24 44 5
        white r 9.5 7.5 17 31 1
        red c 33 31 12
        ~white3 M29 28a4 4 0 1 1 5.5 3.5c-1 .6-1.5 1.3-1.5 2.5
        white! c 33 37.5 1.8""",
    "computer": """
        night r 3 5 42 29 3
        sky r 7 9 34 21 1
        silver M19 34h10l1 6H18z
        ~ink3 M12 42h24""",
    "sms": """
        yellow M8 7h32q5 0 5 5v18q0 5-5 5H24L12 45V35H8q-5 0-5-5V12q0-5 5-5z
        ink! c 14 21 2.7
        ink! c 24 21 2.7
        ink! c 34 21 2.7""",
    "chat": """
        mint M6 4h24q4 0 4 4v13q0 4-4 4H16L7 33v-8H6q-4 0-4-4V8q0-4 4-4z
        white M20 19h22q4 0 4 4v13q0 4-4 4v7l-9-7H20q-4 0-4-4V23q0-4 4-4z
        ~ink M23 26h16M23 33h10""",
    "mail": """
        cream r 3 9 42 31 3
        ~ink M4 11l20 16 20-16M4 38l13-13M44 38L31 25
        red c 24 27 4.5""",
    "speaker": """
        teal M4 17h9L25 7v34L13 31H4z
        ~ink3 M31 17q5 7 0 14M37 11q9 13 0 26""",
    "mic": """
        red r 16 2 16 27 8
        ~pink M22 10h10M22 16h10
        ~ink3 M9 22q1 13 15 13t15-13M24 35v10M16 45h16""",
    "camera": """
        night M16 14l3-7h10l3 7z
        night r 3 12 42 28 5
        sky c 24 26 10
        white c 24 26 4.5
        yellow! c 38.5 18.5 2""",
    "photo": """
        white r 3 6 42 36 3
        sky! r 7 10 34 28
        yellow c 32 18 4
        green M7 38l11-15 9 10 5-6 9 11z""",
    "video": """
        night r 3 11 30 26 4
        red M33 21l12-8v22l-12-8z
        white M13 17l11 7-11 7z""",
    "bell": """
        amber c 24 40 5
        yellow M7 37c4-3 5-8 5-16C12 13 17 7 24 7s12 6 12 14c0 8 1 13 5 16z
        yellow c 24 5.5 3""",
    "battery": """
        white r 3 13 37 22 4
        green r 7 17 14 14 1
        night r 40 19 5 10 2""",
    "power": """
        white c 24 24 21
        ~red5 M17 16a11 11 0 1 0 14 0M24 10v13""",
    "volume": """
        teal M3 18h7l10-9v30L10 30H3z
        ~ink3 M25 18q4 6 0 12
        ~red4 M32 14h13M38.5 7.5v13M32 35h13""",
    "wifi": """
        ~teal5 M4 18q20-17 40 0M11 26q13-11 26 0M18 34q6-5 12 0
        teal! c 24 41 3.5""",
    "wifi-open": """
        ~teal4 M3 16q18-15 36 0M9 23q12-9 22-2M15 30q4-3 8-2
        teal! c 19 37 3
        yellow M37 25l10 19H27z
        ~ink3 M37 32v5M37 40v.5""",
    "signal": """
        teal r 4 32 8 12 1
        teal r 15 24 8 20 1
        teal r 26 15 8 29 1
        silver r 37 5 8 39 1""",
    "globe": """
        sky c 24 24 21
        ~blue M3 24h42M24 3v42M24 3q-20 21 0 42M24 3q20 21 0 42M8 12q16 7 32 0M8 36q16-7 32 0
        ~ink M3 24a21 21 0 1 0 42 0 21 21 0 1 0-42 0""",
    "search": """
        ~ink8 M32 32l11 11
        ~amber4 M33 33l10 10
        sky c 20 20 16
        ~white3 M11 19q1-7 8-8""",
    "link": """
        ~ink9 M21 27l-8 8q-4 3-7 0t0-7l9-9q4-3 8 0M27 21l8-8q4-3 7 0t0 7l-9 9q-4 3-8 0
        ~sky4 M21 27l-8 8q-4 3-7 0t0-7l9-9q4-3 8 0M27 21l8-8q4-3 7 0t0 7l-9 9q-4 3-8 0""",
    "download": """
        teal M18 3h12v15h9L24 34 9 18h9z
        ~ink4 M5 33v11h38V33""",
    "store-app": """
        ~ink3 M16 16q0-13 8-13t8 13
        white r 5 13 38 32 5
        teal M18 20l16 9-16 9z""",
    "trash": """
        silver M9 13h30l-3 32H12z
        grey M5 13q0-4 4-4h8q0-6 7-6t7 6h8q4 0 4 4z
        ~ink M18 20l1 18M24 20v18M30 20l-1 18""",
    "gear": """
        ~ink11 M24 6v36M6 24h36M11.3 11.3l25.4 25.4M36.7 11.3L11.3 36.7
        ~grey7 M24 6v36M6 24h36M11.3 11.3l25.4 25.4M36.7 11.3L11.3 36.7
        grey c 24 24 13
        white c 24 24 6""",
    "key": """
        yellow M25 20h20v10h-5v-4h-4v6h-5v-6h-6z
        yellow c 15 24 12
        white c 13 24 4""",
    "lock": """
        silver M11 23v-8a13 13 0 0 1 26 0v8h-6v-8a7 7 0 0 0-14 0v8z
        amber r 6 21 36 25 4
        ink! c 24 31 3.5
        ~ink3 M24 32v7""",
    "unlock": """
        silver M11 23v-9a13 13 0 0 1 25-4l-5 3a7 7 0 0 0-14 1v9z
        leaf r 6 21 36 25 4
        ink! c 24 31 3.5
        ~ink3 M24 32v7""",
    "shield": """
        teal M24 2l18 6v14c0 12-7 19-18 24C13 41 6 34 6 22V8z
        ~white5 M15 23l7 7 12-13""",
    "password": """
        white r 2 12 44 24 5
        ~ink M10.5 19v10M6.2 21.5l8.6 5M14.8 21.5l-8.6 5M24 19v10M19.7 21.5l8.6 5M28.3 21.5l-8.6 5
        ~ink M37.5 19v10M33.2 21.5l8.6 5M41.8 21.5l-8.6 5""",
    "fingerprint": """
        ~teal3 M9 15Q14 5 24 5t15 10M7 31q1-4 1-8 2-12 16-12t16 13v6
        ~teal3 M12 38q2-6 2-13 1-9 10-9t10 9q0 8-2 15M19 42q2-8 2-16 0-4 3-4t3 4q0 9-2 18""",
    "face": """
        ~teal4 M4 14V4h10M34 4h10v10M44 34v10H34M14 44H4V34
        skin c 24 24 14
        ~ink M19 21v3M29 21v3M18 29q6 5 12 0""",
    "eye": """
        white M2 24q22-30 44 0-22 30-44 0z
        teal c 24 24 9
        ink! c 24 24 4.5
        white! c 27 21 2""",
    "plug": """
        ~ink4 M17 3v12M31 3v12
        grey M11 15h26v7q0 11-13 11T11 22z
        ~ink4 M24 33v13""",
    "sim": """
        blue M9 6q0-3 3-3h17l10 10v29q0 3-3 3H12q-3 0-3-3z
        yellow r 15 21 18 18 3
        ~ink M15 30h18M24 21v18""",
    "text-size": """
        ~ink3 M4 42l6-16h2l6 16M6 37h10
        ~teal5 M20 42L30 8h4l11 34M24 31h17""",
    "keyboard": """
        white r 2 10 44 28 4
        ~ink3 M9 17h2M17 17h2M25 17h2M33 17h2M39 17h1M9 24h2M17 24h2M25 24h2M33 24h2M39 24h1M14 31h20""",
    "home-button": """
        night r 11 2 26 44 5
        sky r 14.5 6.5 19 28 1
        white c 24 40.3 3.7
        ~red4 M24 12v13M18 20l6 6 6-6""",
    "game": """
        purple M12 13h24c6 0 9 8 10 18s-7 10-12 3H14C9 41 1 41 2 31s4-18 10-18z
        ~white4 M15 19v10M10 24h10
        yellow c 33 21 2.5
        red c 38 27 2.5""",
}
