/// Looks at bytes as GB18030: are they well-formed, and do they look like Chinese text rather than like accented Latin letters?
struct GB18030Check: Equatable {
    /// Where the first malformed sequence begins; `nil` when all is well-formed.
    var malformedAt: Int?
    /// Where a sequence begins that the bytes end within.
    var truncatedAt: Int?
    /// Two- and four-byte characters.
    var wideCharacters = 0
    /// Characters of GB 2312's first level (the 3,755 in common use) or its punctuation, that stand beside another wide character.
    var commonCharacters = 0

    /// Latin-1 text can be well-formed GB18030 by chance ("ÇÃ" of "AUTORIZAÇÃO" even reads as a common character), but its accented letters
    /// stand one or two between ASCII letters. Chinese words are runs, and mostly of common characters.
    var looksChinese: Bool { malformedAt == nil && wideCharacters > 0 && commonCharacters * 2 >= wideCharacters }

    init(_ bytes: UnsafeRawBufferPointer) {
        let n = bytes.count
        var i = 0
        var run = 0
        var commonInRun = 0
        func settled(_ common: Int, _ run: Int) -> Int { run >= 2 ? common : 0 }
        while i < n {
            let lead = bytes[i]
            if lead < 0x80 {
                commonCharacters += settled(commonInRun, run)
                (run, commonInRun) = (0, 0)
                i += 1
                continue
            }
            guard lead != 0x80, lead != 0xFF else { malformedAt = i; break }
            guard i + 1 < n else { truncatedAt = i; break }
            let second = bytes[i + 1]
            if (0x30...0x39).contains(second) {
                guard i + 3 < n else { truncatedAt = i; break }
                guard (0x81...0xFE).contains(bytes[i + 2]), (0x30...0x39).contains(bytes[i + 3]) else { malformedAt = i; break }
                i += 4
            } else if (0x40...0x7E).contains(second) || (0x80...0xFE).contains(second) {
                if second >= 0xA1, (0xB0...0xD7).contains(lead) || lead == 0xA1 || lead == 0xA3 { commonInRun += 1 }
                i += 2
            } else {
                malformedAt = i
                break
            }
            wideCharacters += 1
            run += 1
        }
        commonCharacters += settled(commonInRun, run)
    }
}
