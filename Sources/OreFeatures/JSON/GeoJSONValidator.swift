/// Checks a file against RFC 7946 and tells everything that is wrong, feature by feature.
///
/// - Errors: what is not JSON (nothing behind it is looked at); members that are missing, twice, of the wrong type, or of another kind of
///   object; positions that are not two or three finite numbers; lines of less than two and rings of less than four positions; rings whose
///   ends differ; `bbox` members of the wrong length; `id` members that are neither text nor number; nested geometry collections.
/// - Warnings: rings against the right-hand rule, empty coordinates, positions outside the globe, identifiers that occur twice, a `crs`
///   member that names another system than WGS 84 (RFC 7946 took the member out; this program still reads it).
/// - Input: a feature collection, a feature, a geometry, or a sequence of the latter two; UTF-8; plain, gzip, one file in a zip, or a pipe.
/// - Cost: some passes over each feature; memory is bounded by the longest feature.
public enum GeoJSONValidator {
    /// - Returns: a value with no errors for a sound file.
    /// - Throws: `cannotOpen` and `readFailed`; `refused` for a damaged archive.
    public static func validate(path: String) throws(InputError) -> GeoJSONValidation {
        try InputError.wrapping(path) {
            let opened = try FeatureFile.bytes(path).open()
            let validation = try ValidatedDocument.validate(opened.content)
            _ = try opened.finish()
            return validation
        }
    }
}
