internal import Crypto
internal import Foundation
internal import OreCases

/// What all remote sources share: their place in the spool, their headers, and errors in their name.
struct RemoteAccess {
    let source: SourceSettings
    let client: HTTPClient
    let spool: String

    init(_ source: SourceSettings, _ client: HTTPClient, _ spool: String) {
        (self.source, self.client, self.spool) = (source, client, spool)
    }

    /// A path in a folder of its own, under the file's name: messages and provenance show that name.
    func spoolPath(_ name: String) -> String {
        let safe = name.drop { $0 == "." }.filter { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) }.suffix(120)
        return "\(spool)/\(source.name)-\(UUID().uuidString.prefix(8))/\(safe.isEmpty ? "file" : String(safe))"
    }

    /// Removes a spooled file with its folder.
    static func discard(_ path: String) {
        try? FileManager.default.removeItem(at: URL(filePath: path).deletingLastPathComponent())
    }

    /// - Parameter marks: with `etag` and `modified` of the last answer, the request asks for a newer one only.
    func fetch(_ address: URL, accept: String, marks: [String: String] = [:], limit: Int? = nil, to path: String, stop: StopFlag)
        async throws
        -> HTTPAnswer
    {
        var headers = ["Accept": accept]
        headers["If-None-Match"] = marks["etag"]
        headers["If-Modified-Since"] = marks["modified"]
        if let own = URL(string: source.location), own.host == address.host, own.port == address.port, own.scheme == address.scheme {
            headers["Authorization"] = source.request.authorization?.revealed
        }
        var settings = source.request
        if let limit { settings.limit = min(limit, settings.limit) }
        do {
            try FileManager.default.createDirectory(at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            return try await client.fetch(address, headers: headers, to: path, settings, stop: stop)
        } catch let failure as HTTPFailure {
            Self.discard(path)
            throw error("\(shownAddress(address.absoluteString)): \(failure.what)", mayPass: failure.mayPass)
        }
    }

    func error(_ what: String, _ next: String = "", mayPass: Bool = false) -> SourceError {
        SourceError(
            source: source.name, what: what, next: next.isEmpty && mayPass ? "tried again at the next run" : next, mayPass: mayPass)
    }

    func address(_ text: String) throws(SourceError) -> URL {
        guard let url = URL(string: text) else { throw error("\"\(shownAddress(text).prefix(80))\" is no address") }
        return url
    }

    /// A link as an answer states it. Only http(s), and never from https down to http.
    func link(_ text: String, from base: URL) throws(SourceError) -> URL {
        guard let url = URL(string: text, relativeTo: base)?.absoluteURL, let scheme = url.scheme, url.host != nil,
            scheme == "https" || scheme == "http" && base.scheme == "http"
        else { throw error("the link \"\(shownAddress(text).prefix(120))\" leads to what is not http(s), or from https to http") }
        return url
    }

    static func marks(of answer: HTTPAnswer) -> [String: String] {
        var marks: [String: String] = [:]
        marks["etag"] = answer.headers["etag"].flatMap { $0.utf8.count <= 512 ? $0 : nil }
        marks["modified"] = answer.headers["last-modified"].flatMap { $0.utf8.count <= 64 ? $0 : nil }
        return marks
    }

    /// SHA-256 of a file, lower-case hexadecimal.
    static func digest(_ path: String) throws -> String {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }
        var hash = SHA256()
        while let chunk = try file.read(upToCount: 1 << 18), !chunk.isEmpty { hash.update(data: chunk) }
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

/// One file at an address: GeoJSON, or anything else that the readers know. Fetched again only when it changed (ETag, Last-Modified, content).
struct RemoteFile {
    private let access: RemoteAccess
    private let source: SourceSettings

    init(_ source: SourceSettings, _ client: HTTPClient, _ spool: String) {
        (access, self.source) = (RemoteAccess(source, client, spool), source)
    }

    func collect(marks: [String: String], stop: StopFlag) async throws -> Collection {
        let address = try access.address(source.location)
        let name =
            address.lastPathComponent.isEmpty || address.lastPathComponent == "/" ? source.name + ".geojson" : address.lastPathComponent
        let path = access.spoolPath(name)
        let answer = try await access.fetch(
            address, accept: "application/geo+json, application/json;q=0.9, */*;q=0.5", marks: marks, to: path, stop: stop)
        var result = Collection()
        guard answer.status != 304 else {
            RemoteAccess.discard(path)
            result.remarks.append("not changed")
            return result
        }
        guard answer.status == 200, answer.size > 0, let look = FileLook(path), let kind = RecordKind(rawValue: source.recordKind) else {
            RemoteAccess.discard(path)
            throw access.error("answered \(answer.status) with \(answer.size) bytes", mayPass: true)
        }
        var item = Collection.Item(delivery: Delivery(source: source, kind: kind, path: path, name: name), identity: look)
        item.marks = RemoteAccess.marks(of: answer)
        item.marks["sha256"] = try RemoteAccess.digest(path)
        item.isSpooled = true
        if item.marks["sha256"] == marks["sha256"] {
            RemoteAccess.discard(path)
            result.remarks.append("the same content again")
        } else {
            result.items.append(item)
        }
        return result
    }
}
