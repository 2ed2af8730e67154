internal import OreFeatures
public import OreDetection
public import OreGeometry

/// Writes a GeoJSON FeatureCollection of findings as batches arrive, in input order, without holding them.
///
/// The `bbox` and the foreign member `run` (RFC 7946, section 6.1) come at the end, when they are known. Without findings there is no `bbox`,
/// because RFC 7946 gives none for nothing. There is no `crs` member: positions are WGS 84 lon/lat.
///
/// A text sequence has no place for the run record, so in the framings ``FindingsEncoder/Framing/lines`` and
/// ``FindingsEncoder/Framing/textSequence`` only features are written; put ``RunRecord/json()`` beside the file.
public struct FindingsGeoJSONWriter {
    private let framing: FindingsEncoder.Framing
    private let write: ([UInt8]) throws -> Void
    /// Of the rounded coordinates written so far.
    public private(set) var envelope = Envelope.empty
    public private(set) var count = 0
    public private(set) var tally = FindingTally()

    /// Writes the opening of the collection.
    /// - Parameter write: takes the next bytes of the file.
    /// - Throws: what `write` throws.
    public init(framing: FindingsEncoder.Framing = .collection, write: @escaping ([UInt8]) throws -> Void) throws {
        self.framing = framing
        self.write = write
        if framing == .collection { try write(Self.opening) }
    }

    /// Appends a batch that ``FindingsEncoder`` encoded with the same framing. Batches must come in input order.
    public mutating func append(_ encoded: EncodedFindings) throws {
        tally.add(encoded.tally)
        guard encoded.count > 0 else { return }
        if framing == .collection && count > 0 { try write(Self.separator) }
        try write(encoded.bytes)
        envelope.expand(toInclude: encoded.envelope)
        count += encoded.count
    }

    /// Closes the collection with its `bbox` and `run` members.
    public mutating func finish(_ run: RunRecord) throws {
        guard framing == .collection else { return }
        try write(Self.closing(run, around: envelope))
    }

    /// What stands before the features of a collection.
    public static var opening: [UInt8] { Array("{\"type\":\"FeatureCollection\",\"features\":[\n".utf8) }

    /// What stands between two of them.
    public static var separator: [UInt8] { Array(",\n".utf8) }

    /// What stands behind them.
    /// - Parameter envelope: of the rounded coordinates; empty for none.
    public static func closing(_ run: RunRecord, around envelope: Envelope) -> [UInt8] {
        var json = JSONBytes(capacity: 256)
        json.raw("\n]")
        if !envelope.isEmpty {
            json.raw(",\"bbox\":")
            json.array([envelope.minX, envelope.minY, envelope.maxX, envelope.maxY]) {
                $0.number($1, decimals: FindingsEncoder.decimals)
            }
        }
        json.raw(",\n\"run\":")
        RunRecordText.append(run, to: &json)
        json.raw("}\n")
        return json.bytes
    }
}
