extension Envelope {
    /// Boxes that hold everything that the given ones hold: at most so many, those that lie close together as one.
    ///
    /// Neighbours along the axis on which the boxes spread the most are merged, those first that grow the least by it.
    /// - Returns: none for none. Boxes that one box holds without growth are one in any case.
    /// - Complexity: O(n^2) boxes.
    public static func merged(_ boxes: [Envelope], to most: Int) -> [Envelope] {
        let all = boxes.reduce(into: Envelope.empty) { $0.expand(toInclude: $1) }
        var left = boxes.sorted { all.width > all.height ? $0.minX < $1.minX : $0.minY < $1.minY }
        func together(_ i: Int) -> Envelope {
            var both = left[i]
            both.expand(toInclude: left[i + 1])
            return both
        }
        func growth(_ i: Int) -> Double { together(i).planarArea - left[i].planarArea - left[i + 1].planarArea }
        while left.count > 1, let i = (0..<left.count - 1).min(by: { growth($0) < growth($1) }), left.count > most || growth(i) <= 0 {
            left.replaceSubrange(i...i + 1, with: [together(i)])
        }
        return left
    }

    private var planarArea: Double { width * height }
}
