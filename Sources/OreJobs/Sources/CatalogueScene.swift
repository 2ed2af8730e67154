internal import Crypto
internal import Foundation
internal import OreFeatures

/// A STAC item as the record of a scene: its geometry is what the scene covered.
///
/// Taken over are `start_datetime` and `end_datetime` or else `datetime` (days of UTC), `platform` or else `constellation` as the sensor, the
/// item's `collection` as the source, and `eo:cloud_cover` as a share. Source: STAC specification 1.1.0, common metadata and extension `eo`.
struct CatalogueScene {
    let id: String
    /// A collection of one feature, as files of scenes have them.
    let document: String
    /// Name in the journal, and what it was when it was taken.
    var key: String { "scene " + id }
    let mark: String

    /// - Returns: `nil` for an item that says neither what it covers nor when.
    init?(_ id: String, _ text: JSONSlices, _ item: [String: Range<Int>]) {
        let properties = item["properties"].map(text.members) ?? [:]
        func word(_ name: String) -> String? { properties[name].flatMap(text.string).flatMap { $0.utf8.count <= 256 ? $0 : nil } }
        let days = Self.days(from: word("start_datetime"), to: word("end_datetime"), at: word("datetime"))
        let geometry = item["geometry"].flatMap { range in
            ["Polygon", "MultiPolygon"].contains(text.members(range)["type"].flatMap(text.string)) ? range : nil
        }
        guard geometry != nil || !days.isEmpty else { return nil }
        var json = JSONBytes(capacity: 4096)
        json.append("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"scene_id\":")
        json.append(string: id)
        let texts = [
            ("sensor", word("platform") ?? word("constellation")), ("source", item["collection"].flatMap(text.string)),
        ]
        for (name, value) in days + texts.compactMap({ name, value in value.map { (name, $0) } }) {
            json.append(",\"\(name)\":")
            json.append(string: value)
        }
        if let cover = properties["eo:cloud_cover"].flatMap(text.number), (0...100).contains(cover) {
            json.append(",\"cloud_share\":\(cover / 100)")
        }
        json.append("},\"geometry\":")
        if let geometry { json.append(utf8: text.bytes[geometry]) } else { json.append("null") }
        json.append("}]}")
        self.id = id
        document = json.text
        mark = SHA256.hash(data: Data(json.bytes)).prefix(8).map { String($0, radix: 16) }.joined(separator: ".")
    }

    /// The attributes of its period; empty when nothing usable is stated.
    private static func days(from start: String?, to end: String?, at moment: String?) -> [(String, String)] {
        if let from = start.flatMap(day), let to = end.flatMap(day), from <= to { return [("observed_from", from), ("observed_to", to)] }
        return moment.flatMap(day).map { [("observed_at", $0)] } ?? []
    }

    /// `2025-06-01` of `2025-06-01T10:20:30Z`; STAC states moments in UTC.
    private static func day(_ moment: String) -> String? {
        let numbers = moment.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        guard moment.utf8.count >= 10, numbers.map(\.count) == [4, 2, 2], let year = Int(numbers[0]), let month = Int(numbers[1]),
            let day = Int(numbers[2]), Day(year: year, month: month, day: day) != nil
        else { return nil }
        return String(moment.prefix(10))
    }
}
