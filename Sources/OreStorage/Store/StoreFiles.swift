internal import Foundation

extension Store {
    /// Bytes of the file at `path`.
    /// - Throws: ``StoreError/cannotOpen(path:reason:)`` when there is none.
    static func size(of path: String) throws(StoreError) -> Int {
        guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int else {
            throw .cannotOpen(path: path, reason: "no such file")
        }
        return size
    }
}
