"""Money, and what is bought with it."""

ICONS = {
    "money": """
        green r 6 7 40 24 3
        leaf r 2 14 40 25 3
        white c 22 26.5 9
        ~ink M25 20v12M22 22.5h6M19 33.5h6
        ~ink c 22 28.5 3
        green! c 8 20 2
        green! c 36 33 2""",
    "coins": """
        yellow e 30 39 14 6
        yellow M16 33v6h28v-6z
        yellow e 30 32 14 6
        amber c 18 17 14
        ~ink M22 8v15M18.5 11h7M14 26.5h8
        ~ink c 18 18.5 4""",
    "card": """
        blue r 2 9 44 31 4
        ink! r 2 15 44 6
        yellow r 8 26 9 7 1
        ~white3 M23 33h15""",
    "bank": """
        cream M3 18L24 4l21 14v3H3z
        silver M8 21h6v17H8zM21 21h6v17h-6zM34 21h6v17h-6z
        cream r 3 38 42 7 1
        amber c 24 14 3""",
    "wallet": """
        leaf r 9 5 28 16 2
        brown r 3 12 40 32 5
        tan r 29 23 17 11 4
        yellow c 35 28.5 2""",
    "qr": """
        white r 3 3 42 42 4
        ink! M8 8h12v12H8zM28 8h12v12H28zM8 28h12v12H8z
        ink! M28 28h4v4h-4zM36 28h4v8h-4zM28 36h4v4h-4zM33 36h2v4h-2zM22 8h3v6h-3zM22 22h3v8h-3z
        white! M12 12h4v4h-4zM32 12h4v4h-4zM12 32h4v4h-4z""",
    "receipt": """
        white M9 3h30v42l-5-4-5 4-5-4-5 4-5-4-5 4z
        ~ink M15 12h18M15 19h18M15 26h8
        ~teal3 M27 31h6""",
    "bill": """
        white M8 3h24l8 8v34H8z
        sky M32 3v8h8z
        ~ink M14 15h12M14 21h9
        amber c 29 33 8.5
        ~ink M31.5 27v9.5M29 29h5M26.5 38.5h5
        ~ink c 28.7 33.7 2.8""",
    "calculator": """
        night r 8 2 32 44 4
        mint r 12 7 24 9 1
        ~white4 M14 23h2M23 23h2M14 31h2M23 31h2M14 39h2M23 39h2M32 23h2
        ~amber4 M33 31v8""",
    "piggy": """
        pink M13 38h6v7h-6zM29 38h6v7h-6z
        pink e 24 28 18 14
        pink r 38 24 8 9 3
        pink M29 17l9-6 1 10z
        ink! c 34 25 1.8
        ~ink3 M19 19h8
        yellow c 22 7 5
        ~ink M6 26q-4-2-3-6""",
    "gift": """
        red M5 21h38v24H5z
        pink r 2 13 44 9 1
        yellow M20 13h8v32h-8z
        yellow M24 13C14 14 10 10 12 6s9-3 12 7c3-10 10-11 12-7s-2 8-12 7z""",
    "tag": """
        amber M24 3h18q3 0 3 3v18L24 45q-3 2-5 0L3 29q-2-3 0-5z
        white c 36 12 4
        ~ink3 M15 27l8 8M21 21l8 8""",
    "chart": """
        ~ink3 M4 3v41h41
        teal r 10 27 8 17
        amber r 22 19 8 25
        red r 34 10 8 34""",
    "shop": """
        cream r 6 20 36 25 1
        sky r 11 27 12 11 1
        brown r 28 27 9 18 1
        red M7 5h34l5 14q-4 5-9 0-4 5-9 0-4 4-9 0-4 5-8 0-4 5-9 0z
        white! M15.5 6h6l-1.5 12h-7zM28 6h6l3 12h-7z""",
    "stall": """
        ~brown3 M8 20v25M40 20v25
        amber M3 19L10 5h28l7 14q-4 4-8 0-4 4-9 0-4 4-8 0-4 4-9 0-4 4-8 0z
        red c 16 27 4
        green c 24 27 4
        red c 32 27 4
        tan r 5 30 38 9 1""",
    "cart": """
        ~ink3 M2 6h6l6 27h24
        amber M10 12h35l-4 16H14z
        ~ink M22 13l1 14M33 13l-1 14
        night c 18 40 4
        night c 35 40 4""",
    "box": """
        tan M4 14l20-9 20 9v23L24 46 4 37z
        ~ink M4 14l20 9 20-9M24 23v23
        cream M13 10l20 9v8l5-2v-8L18 8z""",
    "truck": """
        teal r 2 11 27 25 2
        mint M29 18h9l8 9v9H29z
        sky M33 21h4l5 6h-9z
        night c 12 37 5
        night c 36 37 5
        ~white3 M8 20h12""",
    "motorbike": """
        night c 10 36 8
        night c 38 36 8
        red M8 27q8-6 15 0h6l5-13h5l5 15-13 8H17z
        tan r 4 11 15 12 1
        white! c 10 36 3
        white! c 38 36 3
        ~ink3 M15 24h11M35 14l-5-4""",
    "car": """
        red M3 27q0-4 5-5l5-11q1-3 4-3h14q3 0 5 3l4 11q5 1 5 5v11H3z
        sky M13 21l4-9h6v9zM27 21v-9h5l4 9z
        night c 13 38 5.5
        night c 35 38 5.5
        yellow! c 42 28 2""",
}
