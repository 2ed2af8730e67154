extension JSONGrammar {
    /// The same for a file of any size, in bounded memory; also gzip, one file in a zip, or a pipe.
    /// - Throws: `refused` with the place when the file is not JSON; `cannotOpen` and `readFailed`.
    public static func validate(path: String) throws(InputError) {
        try InputError.wrapping(path) {
            let opened = try FeatureFile.bytes(path).open()
            try validate(opened.content)
            _ = try opened.finish()
        }
    }
}
