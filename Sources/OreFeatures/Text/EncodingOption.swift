extension TextEncoding {
    /// The words that `--encoding` and the `encoding` member of a profile take.
    public static let optionNames = ["auto", "utf-8", "utf-16", "gbk", "gb18030", "latin-1"]

    /// The encoding that an option names; `nil` for `auto`, which decides by content.
    ///
    /// `gbk` reads as GB18030, of which it is a part. `utf-16` means little-endian unless a byte order mark says otherwise
    /// (Unicode TR 17 asks for big-endian there; the files met in offices are little-endian); `utf-16le` and `utf-16be` are exact.
    /// - Throws: `InputError.badConfiguration` with the names known, when the word is none of them.
    public static func option(_ word: String, file: String = "--encoding") throws(InputError) -> TextEncoding? {
        switch word.lowercased() {
        case "auto": return nil
        case "utf-8", "utf8": return .utf8
        case "utf-16", "utf16", "utf-16le", "utf16le": return .utf16LittleEndian
        case "utf-16be", "utf16be": return .utf16BigEndian
        case "gbk", "gb18030", "gb2312", "cp936": return .gb18030
        case "latin-1", "latin1", "iso-8859-1", "iso8859-1": return .latin1
        default:
            let advice = NearestMatch.advice(for: word, among: optionNames)
            throw .badConfiguration(file: file, place: InputPlace(), what: "unknown encoding \"\(word)\"", next: advice)
        }
    }

    /// The name that iconv knows.
    var iconvName: String { rawValue }
}
