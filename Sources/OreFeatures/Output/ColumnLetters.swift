/// The letters that workbooks give to columns.
enum ColumnLetters {
    /// `A`, `Z`, `AA`, ... for 0, 25, 26.
    static func of(_ column: Int) -> String {
        var rest = column
        var result = ""
        repeat {
            result = String(UnicodeScalar(UInt8(65 + rest % 26))) + result
            rest = rest / 26 - 1
        } while rest >= 0
        return result
    }
}
