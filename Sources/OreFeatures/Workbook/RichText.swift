/// The text of a string item: its runs joined, phonetic guides left out, Excel's `_x000D_` read.
struct RichText {
    private var text = ""
    private var isText = false
    private var phonetic = 0

    mutating func take(_ event: XMLReader.Event) {
        switch event {
        case .start("rPh"): phonetic += 1
        case .end("rPh"): phonetic -= 1
        case .start("t"): isText = phonetic == 0
        case .end("t"): isText = false
        case .text(let words) where isText && text.utf8.count < CornerLimits.cellLength: text += words
        default: return
        }
    }

    var value: String {
        guard text.contains("_x") else { return text }
        return text.replacing(/_x([0-9A-Fa-f]{4})_/) { match in
            UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? String(match.0)
        }
    }
}
