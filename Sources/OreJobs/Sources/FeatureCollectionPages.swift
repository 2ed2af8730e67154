internal import Foundation
internal import OreCases
internal import OreFeatures

/// A collection of OGC API - Features (part 1): all its items, page after page by the links `next`, as one file of GeoJSON.
///
/// All or nothing: a page that fails, a link that was followed before, fewer features than `numberMatched` promises, or more pages than allowed,
/// and nothing is delivered. A register that came by halves would look as if licences had vanished.
struct FeatureCollectionPages {
    private let access: RemoteAccess
    private let source: SourceSettings
    /// One page in memory; the whole is bounded by the source's limit.
    static let largestPage = 256 << 20

    init(_ source: SourceSettings, _ client: HTTPClient, _ spool: String) {
        (access, self.source) = (RemoteAccess(source, client, spool), source)
    }

    func collect(marks: [String: String], stop: StopFlag) async throws -> Collection {
        let path = access.spoolPath(source.name + ".geojson")
        var isKept = false
        defer { if !isKept { RemoteAccess.discard(path) } }
        let count = try await gather(to: path, stop: stop)
        var result = Collection()
        let digest = try RemoteAccess.digest(path)
        guard digest != marks["sha256"] else {
            result.remarks.append("the same \(count) features again")
            return result
        }
        guard let look = FileLook(path), let kind = RecordKind(rawValue: source.recordKind) else { return result }
        let delivery = Delivery(source: source, kind: kind, path: path, name: source.name + ".geojson")
        var item = Collection.Item(delivery: delivery, identity: look)
        (item.marks, item.isSpooled, isKept) = (["sha256": digest], true, true)
        result.items.append(item)
        result.remarks.append("\(count) features")
        return result
    }

    private func gather(to path: String, stop: StopFlag) async throws -> Int {
        try FileManager.default.createDirectory(at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        let file = try AtomicFile(path)
        var next: URL? = try firstAddress()
        var (followed, count, bytes): (Set<String>, Int, Int) = ([], 0, 0)
        var matched: Int?
        while let address = next {
            try stop.check()
            guard followed.count < source.pages else {
                throw access.error("more than \(source.pages) pages", "raise \"pages\" if the collection is that large")
            }
            guard followed.insert(address.absoluteString).inserted else {
                throw access.error("the link to the next page leads back to \(shownAddress(address.absoluteString))", mayPass: true)
            }
            let page = try await page(address, remaining: source.request.limit - bytes, stop: stop)
            if count == 0 && followed.count == 1 {
                matched = page.matched
                try file.write("{\"type\":\"FeatureCollection\",")
                if let crs = page.crs { try file.write(Array("\"crs\":".utf8) + crs + Array(",".utf8)) }
                try file.write("\"features\":[\n")
            }
            for feature in page.features {
                if count > 0 { try file.write(",\n") }
                try file.write(feature)
                count += 1
            }
            bytes += page.size
            next = try page.next.map { (link) throws(SourceError) in try access.link(link, from: page.address) }
        }
        if let matched, count < matched { throw access.error("\(count) features came of \(matched)", mayPass: true) }
        try file.write("\n]}\n")
        try file.commit()
        return count
    }

    /// The source's address, with `limit` and `bbox` unless it states them itself.
    private func firstAddress() throws(SourceError) -> URL {
        let stated = try access.address(source.location)
        guard var parts = URLComponents(url: stated, resolvingAgainstBaseURL: true) else { return stated }
        var items = parts.queryItems ?? []
        if !items.contains(where: { $0.name == "limit" }) { items.append(URLQueryItem(name: "limit", value: "\(source.pageSize)")) }
        if let bbox = source.bbox, !items.contains(where: { $0.name == "bbox" }) { items.append(URLQueryItem(name: "bbox", value: bbox)) }
        parts.queryItems = items
        return parts.url ?? stated
    }

    private struct Page {
        var address: URL
        var features: [[UInt8]]
        var crs: [UInt8]?
        var next: String?
        var matched: Int?
        var size: Int
    }

    private func page(_ address: URL, remaining: Int, stop: StopFlag) async throws -> Page {
        let path = access.spoolPath("page.json")
        defer { RemoteAccess.discard(path) }
        let answer = try await access.fetch(
            address, accept: "application/geo+json, application/json;q=0.9", limit: max(1, min(remaining, Self.largestPage)), to: path,
            stop: stop)
        let place = shownAddress(answer.address.absoluteString)
        do {
            let text = try JSONSlices(Array(try Data(contentsOf: URL(filePath: path))))
            let members = text.members(text.whole)
            guard members["type"].flatMap(text.string) == "FeatureCollection", let features = members["features"] else {
                throw access.error("\(place) is no feature collection", "check the address: it should end in /items")
            }
            return Page(
                address: answer.address, features: text.elements(features).map { Array(text.bytes[$0]) },
                crs: members["crs"].map { Array(text.bytes[$0]) }, next: Self.next(text, members["links"]),
                matched: members["numberMatched"].flatMap(text.number).map { Int(max(0, min($0, 1e12))) }, size: answer.size)
        } catch let error as JSONSliceError {
            throw access.error("\(place) is \(error.what)", mayPass: true)
        }
    }

    /// The link `next`, of GeoJSON where several are stated.
    static func next(_ text: JSONSlices, _ links: Range<Int>?) -> String? {
        let next = (links.map(text.elements) ?? []).map(text.members).filter { $0["rel"].flatMap(text.string) == "next" }
        let chosen = next.first { ($0["type"].flatMap(text.string) ?? "application/geo+json").contains("json") } ?? next.first
        return chosen?["href"].flatMap(text.string)
    }
}
