/// Finds the word that was probably meant, for messages about unknown names.
package enum NearestMatch {
    /// The known word with the fewest edits to `word`, when they are few enough to be a slip; ties go to the first.
    static func find(_ word: String, among known: [String]) -> String? {
        let limit = max(1, min(4, word.count / 2))
        var best: (word: String, distance: Int)?
        for candidate in known {
            let d = distance(word.lowercased(), candidate.lowercased())
            if d <= limit, best.map({ d < $0.distance }) ?? true { best = (candidate, d) }
        }
        return best?.word
    }

    /// "did you mean "fields"?" or the list of known words.
    package static func advice(for word: String, among known: [String]) -> String {
        if let near = find(word, among: known) { return "did you mean \"\(near)\"?" }
        return "known: " + known.joined(separator: ", ")
    }

    /// Edits (insert, delete, replace, exchange of two neighbours) between two words: optimal string alignment. Words are bounded at 64 characters.
    package static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.prefix(64))
        let b = Array(b.prefix(64))
        var before = [Int](repeating: 0, count: b.count + 1)
        var row = Array(0...b.count)
        for i in a.indices {
            var next = [i + 1] + row.dropFirst()
            for j in b.indices {
                next[j + 1] = min(row[j] + (a[i] == b[j] ? 0 : 1), next[j] + 1, row[j + 1] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { next[j + 1] = min(next[j + 1], before[j - 1] + 1) }
            }
            (before, row) = (row, next)
        }
        return row[b.count]
    }

    /// The same, of which only those up to `limit` matter: `nil` for more.
    /// - Complexity: for ASCII words O(limit * length) without any allocation but the first.
    package static func distance(_ a: String, _ b: String, within limit: Int) -> Int? {
        var (a, b) = (a, b)
        let found: Int? = a.withUTF8 { a in
            b.withUTF8 { b in
                guard a.count <= 64, b.count <= 64, limit < 16, a.allSatisfy({ $0 < 0x80 }), b.allSatisfy({ $0 < 0x80 }) else { return -1 }
                return banded(a, b, limit)
            }
        }
        guard found == -1 else { return found }
        let exact = distance(a, b)
        return exact <= limit ? exact : nil
    }

    /// Only places that lie at most `limit` beside the diagonal can be part of so few edits.
    private static func banded(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, _ limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * (b.count + 1)) { rows -> Int? in
            let width = b.count + 1
            let far = limit + 1
            for i in rows.indices { rows[i] = far }
            for j in 0...min(b.count, limit) { rows[j] = j }
            for i in 0..<a.count {
                let (before, row, next) = ((i + 2) % 3 * width, i % 3 * width, (i + 1) % 3 * width)
                for j in 0..<width { rows[next + j] = far }
                if i < limit { rows[next] = i + 1 }
                var least = rows[next]
                for j in max(0, i - limit)..<max(max(0, i - limit), min(b.count, i + limit + 1)) {
                    var edits = min(rows[row + j] + (a[i] == b[j] ? 0 : 1), rows[next + j] + 1, rows[row + j + 1] + 1)
                    if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { edits = min(edits, rows[before + j - 1] + 1) }
                    rows[next + j + 1] = min(edits, far)
                    least = min(least, edits)
                }
                // Not yet the end where two neighbours may be exchanged in the next row.
                if least > limit, i == 0 || (0..<width).allSatisfy({ rows[row + $0] > limit }) { return nil }
            }
            let edits = rows[a.count % 3 * width + b.count]
            return edits <= limit ? edits : nil
        }
    }
}
