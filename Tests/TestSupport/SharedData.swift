public import Foundation
public import Testing

/// Real inputs that lie beside the checkout, in `../shared/data`. Tests that need them skip with a clear line when they are absent.
public enum SharedData {
    /// The repository's root, from this file's place in it.
    public static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    public static let root = packageRoot.deletingLastPathComponent().appending(path: "shared/data")

    public static var isPresent: Bool { FileManager.default.fileExists(atPath: root.path) }

    public static func path(_ relative: String) -> String { root.appending(path: relative).path }

    /// For `@Test(.enabled(if: SharedData.isPresent, SharedData.skipLine))`.
    public static let skipLine: Comment = "needs the real inputs in ../shared/data"
}
