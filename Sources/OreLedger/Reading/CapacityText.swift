/// A licensed capacity as registers write it: `3000 t/a`, `30万吨/年`, `2 000 t REO per year`.
public struct CapacityText: Sendable, Hashable {
    public let perYear: Tonnes
    /// As the text says; `nil`: it does not.
    public let material: MaterialKind?

    /// - Returns: `nil` for anything that is no mass a year.
    public init?(_ text: String) {
        var words = LedgerText.narrowed(text).lowercased()
        for suffix in ["/年", "/a", "/yr", "/year", "per year", "per annum", "tpa"] where words.hasSuffix(suffix) {
            words.removeLast(suffix.count)
            if suffix == "tpa" { words += "t" }
            break
        }
        var found: MaterialKind?
        for (word, kind) in [
            ("reo", MaterialKind.oxide), ("氧化物", .oxide), ("原矿", .ore), ("矿石", .ore), ("concentrate", .concentrate), ("精矿", .concentrate),
        ]
        where words.contains(word) {
            found = kind
            words = words.replacing(word, with: "")
        }
        guard let amount = try? FigureReader().tonnes(LedgerText.narrowed(words)), amount > .zero else { return nil }
        (perYear, material) = (amount, found)
    }
}
