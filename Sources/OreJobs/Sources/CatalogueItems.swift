internal import Crypto
internal import Foundation
internal import OreCases
internal import OreFeatures

/// STAC items whose assets are vectors: one item, an item collection, or the answer of a search with its pages.
///
/// Each asset is delivered once, and again when its item's `updated`, its address or its size changed. Assets are those named in the
/// configuration, otherwise those of GeoJSON or GeoPackage type. Footprints get the item's id as their scene, and the item itself is delivered
/// as the record of that scene (``CatalogueScene``) before them. An asset that cannot be fetched for a reason that may pass stays for the next
/// look; the others are delivered.
struct CatalogueItems {
    private let access: RemoteAccess
    private let source: SourceSettings
    private static let largestPage = 64 << 20
    /// Assets of one look; the rest waits for the next.
    private static let limit = 200

    init(_ source: SourceSettings, _ client: HTTPClient, _ spool: String) {
        (access, self.source) = (RemoteAccess(source, client, spool), source)
    }

    private struct Asset {
        var item: String
        var address: URL
        /// Name in the journal, and what it was when it was taken.
        var key: String
        var mark: String
    }

    func collect(marks: [String: String], stop: StopFlag) async throws -> Collection {
        var result = Collection()
        let (assets, scenes) = try await items(stop: stop)
        result.known = Set(assets.map(\.key) + scenes.map(\.key))
        result.items = try scenes.filter { marks[$0.key] != $0.mark }.prefix(Self.limit).map(deliver)
        let pending = assets.filter { marks[$0.key] != $0.mark }
        result.waiting = max(0, pending.count - Self.limit)
        for asset in pending.prefix(Self.limit) {
            do {
                result.items.append(try await fetch(asset, stop: stop))
            } catch let error as SourceError where error.mayPass && pending.count > 1 {
                result.waiting += 1
                result.remarks.append(error.what)
            } catch {
                for item in result.items { RemoteAccess.discard(item.delivery.path) }
                throw error
            }
        }
        if result.items.isEmpty, let remark = result.remarks.first { throw access.error(remark, mayPass: true) }
        return result
    }

    private func fetch(_ asset: Asset, stop: StopFlag) async throws -> Collection.Item {
        let name = asset.address.lastPathComponent
        let path = access.spoolPath(name)
        _ = try await access.fetch(
            asset.address, accept: "application/geo+json, application/geopackage+sqlite3, */*;q=0.5", to: path, stop: stop)
        guard let look = FileLook(path), let kind = RecordKind(rawValue: source.recordKind) else {
            throw access.error("\(path) went away", mayPass: true)
        }
        var item = Collection.Item(
            delivery: Delivery(source: source, kind: kind, path: path, name: name, scene: asset.item), identity: look)
        (item.marks, item.isSpooled) = ([asset.key: asset.mark], true)
        return item
    }

    // MARK: Items

    private func items(stop: StopFlag) async throws -> (assets: [Asset], scenes: [CatalogueScene]) {
        var next: URL? = try access.address(source.location)
        var followed: Set<String> = []
        var (assets, scenes): ([Asset], [CatalogueScene]) = ([], [])
        func take(_ text: JSONSlices, _ item: [String: Range<Int>], _ base: URL) throws {
            let own = try itemAssets(text, item, base)
            assets += own
            guard let id = own.first?.item, source.recordKind == RecordKind.footprints.rawValue else { return }
            if let scene = CatalogueScene(id, text, item) { scenes.append(scene) }
        }
        while let address = next {
            try stop.check()
            guard followed.count < source.pages, followed.insert(address.absoluteString).inserted else {
                throw access.error("the pages do not end: \(followed.count) were followed", "raise \"pages\" if there are that many")
            }
            let (text, base) = try await read(address, stop: stop)
            let whole = text.members(text.whole)
            switch whole["type"].flatMap(text.string) {
            case "Feature": try take(text, whole, base)
            case "FeatureCollection":
                for feature in whole["features"].map(text.elements) ?? [] { try take(text, text.members(feature), base) }
            default:
                throw access.error(
                    "\(shownAddress(base.absoluteString)) is neither a STAC item nor a collection of items", "name an item or a search")
            }
            next = try FeatureCollectionPages.next(text, whole["links"]).map { (link) throws(SourceError) in
                try access.link(link, from: base)
            }
        }
        return (assets, scenes)
    }

    /// The record of a scene as a file of its own.
    private func deliver(_ scene: CatalogueScene) throws -> Collection.Item {
        let path = access.spoolPath("scene.geojson")
        do {
            try FileManager.default.createDirectory(at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(scene.document.utf8).write(to: URL(filePath: path))
        } catch { throw access.error("\(path) cannot be written: \(error.localizedDescription)", mayPass: true) }
        guard let look = FileLook(path) else { throw access.error("\(path) went away", mayPass: true) }
        var delivery = Delivery(source: source, kind: .scenes, path: path, name: "item " + scene.id)
        (delivery.profile, delivery.crs, delivery.isPart) = (nil, nil, true)
        var item = Collection.Item(delivery: delivery, identity: look)
        (item.marks, item.isSpooled) = ([scene.key: scene.mark], true)
        return item
    }

    private func read(_ address: URL, stop: StopFlag) async throws -> (JSONSlices, URL) {
        let path = access.spoolPath("item.json")
        defer { RemoteAccess.discard(path) }
        let answer = try await access.fetch(
            address, accept: "application/geo+json, application/json", limit: Self.largestPage, to: path, stop: stop)
        do {
            return (try JSONSlices(Array(try Data(contentsOf: URL(filePath: path)))), answer.address)
        } catch let error as JSONSliceError {
            throw access.error("\(shownAddress(address.absoluteString)) is \(error.what)", mayPass: true)
        }
    }

    private func itemAssets(_ text: JSONSlices, _ item: [String: Range<Int>], _ base: URL) throws -> [Asset] {
        guard let id = item["id"].flatMap(text.string), id.utf8.count <= 256, let assets = item["assets"].map(text.members) else {
            return []
        }
        let updated = item["properties"].map(text.members)?["updated"].flatMap(text.string) ?? ""
        return try assets.sorted { $0.key < $1.key }.compactMap { name, value in
            let asset = text.members(value)
            guard let href = asset["href"].flatMap(text.string), wants(name, asset["type"].flatMap(text.string), href) else { return nil }
            let address = try access.link(href, from: base)
            let size = asset["file:size"].flatMap(text.number).map { "\($0)" } ?? ""
            let mark = SHA256.hash(data: Data("\(updated) \(address.path) \(size)".utf8)).prefix(8).map { String($0, radix: 16) }.joined(
                separator: ".")
            return Asset(item: id, address: address, key: "asset \(id) \(name)", mark: mark)
        }
    }

    private func wants(_ name: String, _ type: String?, _ href: String) -> Bool {
        if !source.assets.isEmpty { return source.assets.contains(name) }
        if let type { return type.contains("geo+json") || type.contains("geopackage") }
        let path = href.prefix { $0 != "?" }.lowercased()
        return path.hasSuffix(".geojson") || path.hasSuffix(".gpkg")
    }
}
