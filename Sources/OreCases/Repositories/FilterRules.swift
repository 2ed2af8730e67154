/// What filters of several kinds of records decide alike.
enum FilterRules {
    /// The part is in the text, whatever the case of letters. Without a part every text passes; without a text none does.
    static func has(_ text: String?, _ part: String?) -> Bool {
        guard let part, !part.isEmpty else { return true }
        return text?.lowercased().contains(part.lowercased()) ?? false
    }

    /// - Parameters:
    ///   - area: square metres, only asked for when a bound is set; `nil` counts as 0.
    ///   - minimum: itself included, as the maximum is.
    static func admits(area: () -> Double?, from minimum: Double?, to maximum: Double?) -> Bool {
        if minimum == nil && maximum == nil { return true }
        let area = area() ?? 0
        return (minimum.map { area >= $0 } ?? true) && (maximum.map { area <= $0 } ?? true)
    }
}
