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
    ///
    /// Names may have slashes of their own (`850.123/2010`): of the labels with which the path goes on the longest is meant.
    /// - Returns: `nil` with what could be named in the place of the first unknown part.
    public func figure<Item>(
        at path: String, among figures: [TracedFigure<Item>]
    ) -> (figure: TracedFigure<Item>?, unknown: String, known: [String]) {
        var (rest, below, labels) = (path[...], figures, figures.map(\.item.rawValue))
        while let step = Self.step(rest, among: labels) {
            let found = below[step.place]
            rest = step.rest
            if rest.allSatisfy({ $0 == "/" }) { return (found, "", []) }
            below = found.parts.map(\.figure)
            labels = below.map { label(of: $0, in: found) }
        }
        return (nil, Self.head(of: rest, like: labels), labels)
    }

    /// The longest label that a path is, or begins with before a slash, and what is behind it.
    private static func step(_ path: Substring, among labels: [String]) -> (place: Int, rest: Substring)? {
        var found: (place: Int, rest: Substring)?
        for (place, label) in labels.enumerated() where !label.isEmpty && path.hasPrefix(label) {
            let rest = path.dropFirst(label.count)
            guard rest.isEmpty || rest.first == "/", found.map({ rest.count < $0.rest.count }) ?? true else { continue }
            found = (place: place, rest: rest)
        }
        if let found { return (place: found.place, rest: found.rest.dropFirst()) }
        return path.first == "/" ? step(path.dropFirst(), among: labels) : nil
    }

    /// As much of a path as one of its labels may be.
    private static func head(of path: Substring, like labels: [String]) -> String {
        let slashes = labels.map { label in label.count { $0 == "/" } }.max() ?? 0
        return path.split(separator: "/").prefix(slashes + 1).joined(separator: "/")
    }

    /// Every name that a path may go through: who is named is told however little he adds.
    public static func names(in path: String) -> Set<String> {
        let pieces = path.split(separator: "/", omittingEmptySubsequences: false)
        var names: Set<String> = []
        for first in pieces.indices {
            for last in first..<pieces.count { names.insert(pieces[first...last].joined(separator: "/")) }
        }
        return names
    }
}
