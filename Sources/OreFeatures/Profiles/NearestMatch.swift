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
}
