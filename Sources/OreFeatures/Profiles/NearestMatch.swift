/// Finds the word that was probably meant, for messages about unknown names.
enum NearestMatch {
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
    static func advice(for word: String, among known: [String]) -> String {
        if let near = find(word, among: known) { return "did you mean \"\(near)\"?" }
        return "known: " + known.joined(separator: ", ")
    }

    /// Edits (insert, delete, replace) between two words, by Wagner and Fischer. Words are bounded at 64 characters.
    static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.prefix(64)), b = Array(b.prefix(64))
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let replaced = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
