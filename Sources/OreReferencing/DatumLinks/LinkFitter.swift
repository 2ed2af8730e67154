internal import Foundation
internal import OreGeometry

/// Fits datum links from control points.
public struct LinkFitter {
    /// More pairs than any office has; the first sieve is quadratic.
    public static let maximumPoints = 5_000

    private let context: ReferencingContext
    private let source: CoordinateReferenceSystem
    private let target: CoordinateReferenceSystem
    private let sourceText: String
    private let targetText: String

    /// - Parameters:
    ///   - from: the CRS of the pairs' old coordinates.
    ///   - to: that of the new ones, on WGS 84 or CGCS2000 (or on whatever the link is to lead to).
    /// - Throws: ``LinkFitError/referencing(_:)`` for a CRS that PROJ does not know.
    public init(from: String, to: String, context: ReferencingContext = ReferencingContext()) throws(LinkFitError) {
        self.context = context
        do {
            source = try context.crs(from)
            target = try context.crs(to)
        } catch {
            throw .referencing(error)
        }
        (sourceText, targetText) = (source.identifier ?? from, target.identifier ?? to)
        if source.datumName == target.datumName {
            throw .unsuitableCRS("\(source.label) and \(target.label) are on the same datum: there is no shift to fit")
        }
    }

    /// The parameter set that the pairs show.
    ///
    /// ``LinkFitMethod/automatic`` takes three parameters unless four, and those unless seven, foretell left-out points better by a tenth.
    /// - Parameters:
    ///   - name: the link's.
    ///   - pointSigma: the 1-sigma error per axis of a pair as the office knows it, metres; makes the search for gross errors sharper.
    /// - Throws: ``LinkFitError``: nothing is fitted around a point that contradicts the others; leave it out before.
    /// - Complexity: O(n^2) for the first sieve of the gross errors, linear otherwise.
    public func fit(
        _ pairs: [ControlPair], method: LinkFitMethod = .automatic, name: String = "fitted", pointSigma: Double? = nil
    ) throws(LinkFitError) -> LinkFit {
        guard pairs.count <= Self.maximumPoints else { throw .tooManyPoints(count: pairs.count, limit: Self.maximumPoints) }
        let sites = try ControlSites(pairs, source: source, target: target, context: context)
        try sites.checkSpread(minimum: method)
        let wanted = method == .automatic ? [.translation, .plane, .helmert] : [method]
        var tried: [Attempt] = []
        for method in wanted where pairs.count >= method.minimumPoints {
            guard let frame = try frame(method, sites, isForced: wanted.count == 1) else { continue }
            tried.append(Attempt(method: method, pairs: frame.pairs, fit: LinkAdjustment(frame.model, frame.pairs)))
        }
        if method == .helmert, let only = tried.first, only.fit.rank < 7 {
            throw .badlyConditioned(condition: only.fit.condition, rank: only.fit.rank, extentMetres: sites.extent)
        }
        // The richest model decides who contradicts the others: a poorer one could mistake a turn of the network for an error.
        guard let richest = tried.last(where: { $0.method != .helmert || $0.fit.rank == 7 }) else {
            throw .unsuitableCRS("no parameter set fits these systems")
        }
        try refuseGrossErrors(richest, sites, pointSigma)
        let chosen = choose(tried)
        return try report(chosen, tried, sites, name: name, pointSigma: pointSigma)
    }

    struct Attempt {
        let method: LinkFitMethod
        let pairs: [FramePair]
        let fit: LinkAdjustment
    }

    /// The model of a method with the pairs in its frame; `nil` when there is no plane for four parameters and they are not insisted upon.
    private func frame(
        _ method: LinkFitMethod, _ sites: ControlSites, isForced: Bool
    ) throws(LinkFitError) -> (model: any LinkModel, pairs: [FramePair])? {
        if method == .plane {
            guard let planes = sites.planes else {
                if !isForced { return nil }
                throw .unsuitableCRS(
                    "four plane parameters need projected coordinates in metres on both sides; give --from and --to such a CRS")
            }
            return (PlaneModel(origin: planes.origin), planes.pairs)
        }
        let model = GeocentricModel(
            source: Geocentric(ellipsoid: source.ellipsoid), target: Geocentric(ellipsoid: target.ellipsoid),
            count: method == .helmert ? 7 : 3, middle: sites.middle)
        return (model, sites.degrees)
    }

    private func choose(_ tried: [Attempt]) -> Attempt {
        var chosen = tried[0]
        for attempt in tried.dropFirst() where attempt.method != .helmert || attempt.fit.rank == 7 {
            if attempt.fit.leaveOneOutRMSE < 0.9 * chosen.fit.leaveOneOutRMSE { chosen = attempt }
        }
        return chosen
    }

    private func refuseGrossErrors(_ attempt: Attempt, _ sites: ControlSites, _ pointSigma: Double?) throws(LinkFitError) {
        let search = GrossErrorSearch(model: attempt.fit.model, pairs: attempt.pairs, places: sites.metric, knownSigma: pointSigma)
        let gross = search.gross()
        guard !gross.isEmpty else { return }
        guard gross.count * 2 < attempt.pairs.count else { throw .noAgreement(rmseMetres: attempt.fit.rmse) }
        throw .grossErrors(
            gross.sorted { $0.metres > $1.metres }.map { .init(name: sites.names[$0.index], metres: $0.metres) })
    }

    // MARK: The report

    private func report(
        _ chosen: Attempt, _ tried: [Attempt], _ sites: ControlSites, name: String, pointSigma: Double?
    ) throws(LinkFitError) -> LinkFit {
        let fit = chosen.fit
        let margin = max(500, 0.2 * sites.extent)
        guard let area = LinkArea(around: sites.degrees.map(\.source), marginMetres: margin, on: source.ellipsoid) else {
            throw .unsuitableCRS("the control points make no area")
        }
        // The leave-one-out error contains each point's leverage, whose mean is rank / 2n: without it, what one pair is wrong by.
        let share = 1 - Double(fit.rank) / Double(2 * sites.names.count)
        let unit = max(fit.unitSigma, fit.leaveOneOutRMSE * share.squareRoot(), pointSigma ?? 0)
        let corners = try sites.framePairs(of: area.corners, chosen.method, source, context)
        let corner = unit * (corners.map { fit.parameterSigma(at: $0) }.max() ?? 0)
        let inflation = StudentDistribution.inflation(freedom: fit.redundancy)
        let sigma = inflation * (unit * unit + corner * corner).squareRoot()
        let count = sites.names.count
        let link = DatumLink(
            name: name, source: sourceText, target: targetText, method: fit.model.method(fit.parameters), area: area,
            sigmaMetres: max((sigma * 1000).rounded(.up) / 1000, 0.001), evidence: "fitted from \(count) control points")
        let points = sites.names.indices.map {
            LinkFit.Point(
                name: sites.names[$0], residual: fit.residuals[$0], leaveOneOut: fit.leaveOneOut[$0], leverage: fit.leverage[$0])
        }
        return LinkFit(
            link: link, method: chosen.method, points: points, rmseMetres: fit.rmse, leaveOneOutMetres: fit.leaveOneOutRMSE,
            redundancy: fit.redundancy, condition: fit.condition, unitSigmaMetres: unit, cornerSigmaMetres: corner, inflation: inflation,
            marginMetres: margin, candidates: tried.map(\.candidate), notes: notes(chosen, tried, sites))
    }

    private func notes(_ chosen: Attempt, _ tried: [Attempt], _ sites: ControlSites) -> [String] {
        var notes: [String] = []
        let kilometres = (sites.extent / 100).rounded() / 10
        if chosen.method == .translation, chosen.fit.rank < 3 {
            notes.append(
                "Plane positions over \(kilometres) km do not show the vertical part of a geocentric translation: it is taken as zero at the middle, "
                    + "which changes nothing within the area.")
        }
        if let seven = tried.first(where: { $0.method == .helmert }), seven.fit.rank < 7 {
            notes.append(
                "Seven parameters were not considered: over \(kilometres) km the points tell only \(seven.fit.rank) of them apart.")
        }
        if chosen.fit.redundancy < 6 {
            notes.append("Few points: the sigma is inflated \((chosen.fit.inflationText)) times; more points make it smaller.")
        }
        if let worst = chosen.fit.leverage.max(), worst > 0.7, let index = chosen.fit.leverage.firstIndex(of: worst) {
            notes.append("The point \"\(sites.names[index])\" decides the fit around it almost alone; an error there would hardly show.")
        }
        if !tried.contains(where: { $0.method == .plane }), sites.planes == nil {
            notes.append("Four plane parameters were not tried: the coordinates are not projected metres on both sides.")
        }
        return notes
    }
}

extension LinkFitter.Attempt {
    fileprivate var candidate: LinkFit.Candidate {
        LinkFit.Candidate(
            method: method, rmseMetres: fit.rmse, leaveOneOutMetres: fit.leaveOneOutRMSE, condition: fit.condition, rank: fit.rank)
    }
}

extension LinkAdjustment {
    fileprivate var inflationText: String {
        ((StudentDistribution.inflation(freedom: redundancy) * 100).rounded() / 100).formattedMetres
    }
}
