/// Whom and which files the tree of a figure names, and how its parts are called.
public struct FigureNames: Sendable {
    /// Names of everybody in it.
    public var subjects: [SubjectID: String]
    /// The file that each commit brought.
    public var files: [Int32: String]

    public init(_ subjects: [SubjectID: String], files: [Int32: String]) { (self.subjects, self.files) = (subjects, files) }

    public func name(of subject: SubjectID) -> String { subjects[subject] ?? "?\(subject.number)" }
    public func file(of commit: Int32) -> String { files[commit] ?? "?" }

    /// What tells a part from the others beside it: the line, the month, or whose it is; `others` for those that are not told one by one,
    /// `others_method_unknown` where they have no figure.
    public func label<Item>(of part: TracedFigure<Item>, in whole: TracedFigure<Item>) -> String {
        if case .others = part.source { return part.gap.map { "others_" + $0.rawValue } ?? "others" }
        if part.item != whole.item { return part.item.rawValue }
        if part.subject != whole.subject || part.span == whole.span { return name(of: part.subject) }
        return part.span.description
    }

    /// The figure that a path names: a line (`reported`), then periods, lines or members (`reported/2024-03/L-1`).
    /// - Returns: `nil` with what could be named in the place of the first unknown part.
    public func figure<Item>(
        at path: String, among figures: [TracedFigure<Item>]
    ) -> (figure: TracedFigure<Item>?, unknown: String, known: [String]) {
        let parts = Self.parts(of: path)
        guard let first = parts.first, var found = figures.first(where: { $0.item.rawValue == first }) else {
            return (nil, parts.first ?? "", figures.map(\.item.rawValue))
        }
        for part in parts.dropFirst() {
            let labels = found.parts.map { label(of: $0.figure, in: found) }
            guard let place = labels.firstIndex(of: part) else { return (nil, part, labels) }
            found = found.parts[place].figure
        }
        return (found, "", [])
    }

    /// `reported/2024-03/L-1` as its three parts.
    public static func parts(of path: String) -> [String] { path.split(separator: "/", omittingEmptySubsequences: true).map(String.init) }
}
