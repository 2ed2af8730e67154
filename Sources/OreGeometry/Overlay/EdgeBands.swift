/// Finds whether any two edges of a set of closed rings meet, by sorting the edges into bands.
///
/// The extent is cut into bands along one axis, about four edges to a band. Edges that meet share a value of that axis, hence a band, for the
/// mapping of values to bands is monotone also in floating point. Within a band pairs are rejected by their boxes, four 15-bit bounds in one
/// word, rounded by the same monotone mapping so that boxes that meet stay meeting; what is left is decided by exact orientation.
/// Outlines that crowd the bands of one axis are sorted along the other.
struct EdgeBands: ~Copyable {
    /// Lower bounds of x and y, then 32767 less the upper ones, 16 bits each: box a meets box b when no field of a exceeds b's reflection.
    private var words = ScratchBuffer<UInt64>()
    private var numbers = ScratchBuffer<UInt32>()
    private var cells = ScratchBuffer<UInt32>()
    private var starts = ScratchBuffer<UInt32>()

    private static let cellCount = 32767.0

    /// True when the rings, each closed and at least four positions long, are proven simple and free of each other.
    mutating func prove(_ positions: UnsafeBufferPointer<Coordinate>, rings: [Range<Int>]) -> Bool {
        guard positions.count < Int(UInt32.max), let base = positions.baseAddress else { return false }
        for ring in rings {
            guard ring.count >= 4, base[ring.lowerBound] == base[ring.upperBound - 1] else { return false }
            guard Self.neighboursPart(base, ring) else { return false }
        }
        guard let axis = quantize(positions), let layout = layout(rings, positions.count, preferred: axis) else { return false }
        place(rings, layout)
        return bandsAreFree(base, rings, Int(layout.bandCount))
    }

    /// True when no edge has zero length and none turns back on the one before it.
    private static func neighboursPart(_ base: UnsafePointer<Coordinate>, _ ring: Range<Int>) -> Bool {
        var a = base[ring.upperBound - 2]
        var b = base[ring.lowerBound]
        guard a != b else { return false }
        for i in ring.lowerBound + 1..<ring.upperBound {
            let c = base[i]
            let left = (a.x - c.x) * (b.y - c.y)
            let right = (a.y - c.y) * (b.x - c.x)
            // A determinant certainly not zero rules out both a repeated position and a turn back.
            if (left - right).magnitude <= 4e-16 * (left.magnitude + right.magnitude) {
                guard b != c, !turnsBack(a, b, c) else { return false }
            }
            a = b
            b = c
        }
        return true
    }

    /// True when b -> c runs back over a -> b.
    static func turnsBack(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate) -> Bool {
        guard ExactPredicates.orientation(a, b, c) == 0 else { return false }
        return a.x != b.x ? (a.x < b.x) == (c.x < b.x) && c.x != b.x : (a.y < b.y) == (c.y < b.y) && c.y != b.y
    }

    /// The axis of the bands, as the shift of its cell numbers, and how well it separates the edges.
    private struct Layout {
        var shift: UInt32
        var bandCount: UInt32
        var entries = 0
        /// The sum of the squared numbers of edges in a band.
        var pairs = 0

        init(shift: UInt32, bandCount: Int) {
            self.shift = shift
            self.bandCount = UInt32(clamping: max(1, min(bandCount, 1 << 15)))
        }

        @inline(__always)
        func band(_ cell: UInt32) -> UInt32 { (((cell >> shift) & 0x7fff) &* bandCount) >> 15 }
    }

    /// Maps every position to 15-bit cells, x in the low half, and gives the shift of the longer axis; nil when the extent is not finite.
    private mutating func quantize(_ positions: UnsafeBufferPointer<Coordinate>) -> UInt32? {
        var low = SIMD2(Double.infinity, .infinity)
        var high = SIMD2(-Double.infinity, -.infinity)
        // Stays zero as long as every coordinate is finite; comparisons pass over NaN.
        var poison = SIMD2(0.0, 0.0)
        for c in positions {
            let v = SIMD2(c.x, c.y)
            poison += v - v
            low.replace(with: v, where: v .< low)
            high.replace(with: v, where: v .> high)
        }
        let extent = high - low
        guard poison == .zero, extent.x.isFinite, extent.y.isFinite, extent.max() > 0 else { return nil }
        let scale = SIMD2(
            extent.x > 0 ? Self.cellCount / extent.x : 0, extent.y > 0 ? Self.cellCount / extent.y : 0)
        guard scale.x.isFinite, scale.y.isFinite else { return nil }
        cells.fill(0, count: positions.count)
        let target = cells.base
        for (i, c) in positions.enumerated() {
            let x = UInt32(truncatingIfNeeded: Int((c.x - low.x) * scale.x))
            let y = UInt32(truncatingIfNeeded: Int((c.y - low.y) * scale.y))
            // The product may round up to 32768 at the upper end.
            target[i] = min(x, 32767) | min(y, 32767) << 16
        }
        return extent.y >= extent.x ? 16 : 0
    }

    /// Chooses the axis and the number of bands and leaves their sizes counted; nil when no choice separates the edges.
    private mutating func layout(_ rings: [Range<Int>], _ count: Int, preferred: UInt32) -> Layout? {
        var best = counted(rings, count, shift: preferred)
        if best.pairs > 24 * count {
            let other = counted(rings, count, shift: 16 - preferred)
            best = other.pairs < best.pairs ? other : counted(rings, count, shift: preferred)
        }
        return best.pairs <= 400 * count + 4096 ? best : nil
    }

    /// Counts the edges of each band along an axis, with fewer bands where edges would span many.
    private mutating func counted(_ rings: [Range<Int>], _ count: Int, shift: UInt32) -> Layout {
        var layout = Layout(shift: shift, bandCount: count / 4)
        self.count(rings, &layout)
        if layout.entries > 4 * count {
            layout = Layout(shift: shift, bandCount: Int(layout.bandCount) * 3 * count / (layout.entries - count))
            self.count(rings, &layout)
        }
        return layout
    }

    /// Counts the edges of each band and sums the counts up to where each band starts, one place further on.
    private mutating func count(_ rings: [Range<Int>], _ layout: inout Layout) {
        starts.fill(0, count: Int(layout.bandCount) + 2)
        let cells = cells.base
        let starts = starts.base
        var entries = 0
        for ring in rings {
            var before = layout.band(cells[ring.lowerBound])
            for i in ring.lowerBound + 1..<ring.upperBound {
                let band = layout.band(cells[i])
                let high = max(before, band)
                var b = min(before, band)
                entries += Int(high &- b) + 1
                while b <= high {
                    starts[Int(b) + 2] &+= 1
                    b &+= 1
                }
                before = band
            }
        }
        var pairs = 0
        for b in 2..<Int(layout.bandCount) + 2 {
            let size = Int(starts[b])
            pairs += size * size
            starts[b] &+= starts[b - 1]
        }
        layout.entries = entries
        layout.pairs = pairs
    }

    /// Puts each edge's box and number into its bands; afterwards band b ends where `starts[b + 1]` says.
    private mutating func place(_ rings: [Range<Int>], _ layout: Layout) {
        words.fill(0, count: layout.entries)
        numbers.fill(0, count: layout.entries)
        let cells = cells.base
        let starts = starts.base
        let words = words.base
        let numbers = numbers.base
        for ring in rings {
            var before = cells[ring.lowerBound]
            for i in ring.lowerBound + 1..<ring.upperBound {
                let cell = cells[i]
                let (x0, x1) = (before & 0x7fff, cell & 0x7fff)
                let (y0, y1) = (before >> 16, cell >> 16)
                let low = UInt64(min(x0, x1)) | UInt64(min(y0, y1)) << 16
                let word = low | UInt64(32767 &- max(x0, x1)) << 32 | UInt64(32767 &- max(y0, y1)) << 48
                let (from, to) = (layout.band(before), layout.band(cell))
                var b = min(from, to)
                let end = max(from, to)
                while b <= end {
                    let place = Int(starts[Int(b) + 1])
                    starts[Int(b) + 1] &+= 1
                    words[place] = word
                    numbers[place] = UInt32(truncatingIfNeeded: i &- 1)
                    b &+= 1
                }
                before = cell
            }
        }
    }

    /// Tests all pairs of each band.
    private borrowing func bandsAreFree(
        _ base: UnsafePointer<Coordinate>, _ rings: [Range<Int>], _ bandCount: Int
    ) -> Bool {
        let words = words.base
        let numbers = numbers.base
        let starts = starts.base
        let guards: UInt64 = 0x8000_8000_8000_8000
        for b in 0..<bandCount {
            let end = Int(starts[b + 1])
            var i = Int(starts[b])
            while i < end {
                let word = words[i]
                let fields = 0x7fff_7fff_7fff_7fff &- word
                let reflection = (fields << 32 | fields >> 32) | guards
                var j = i + 1
                while j < end {
                    if (reflection &- words[j]) & guards == guards,
                        !Self.part(base, Int(numbers[i]), Int(numbers[j]), rings)
                    {
                        return false
                    }
                    j &+= 1
                }
                i &+= 1
            }
        }
        return true
    }

    /// True when two edges, by the numbers of their first positions, are neighbours or certainly have no position in common.
    @inline(__always)
    private static func part(_ base: UnsafePointer<Coordinate>, _ i: Int, _ j: Int, _ rings: [Range<Int>]) -> Bool {
        if i &- j == 1 || j &- i == 1 { return true }
        // A ring's last edge ends where its first one starts: seen by equality, before four exact determinants find zero.
        let (first, last) = (min(i, j), max(i, j))
        if base[first] == base[last + 1], areEndAndStart(first, last, rings) { return true }
        return separated(base, i, j)
    }

    @inline(__always)
    static func separated(_ base: UnsafePointer<Coordinate>, _ i: Int, _ j: Int) -> Bool {
        let (a, b, c, d) = (base[i], base[i + 1], base[j], base[j + 1])
        if max(a.x, b.x) < min(c.x, d.x) || max(c.x, d.x) < min(a.x, b.x)
            || max(a.y, b.y) < min(c.y, d.y) || max(c.y, d.y) < min(a.y, b.y)
        {
            return true
        }
        return ExactPredicates.orientation(a, b, c) * ExactPredicates.orientation(a, b, d) > 0
            || ExactPredicates.orientation(c, d, a) * ExactPredicates.orientation(c, d, b) > 0
    }

    /// True for the first and the last edge of one ring.
    private static func areEndAndStart(_ first: Int, _ last: Int, _ rings: [Range<Int>]) -> Bool {
        rings.contains { $0.lowerBound == first && $0.upperBound - 2 == last }
    }
}
