internal import CPROJ
internal import OreGeometry

/// Decides the one operation of a transform, so that the operation that is named is the operation that runs.
///
/// `proj_create_crs_to_crs` keeps several candidates and picks one per position; a report could then name one and run another. Here PROJ
/// enumerates and sorts, operations must cover the whole area of interest and have their grids, and the first one that is not ballpark wins.
struct OperationChooser {
    let session: ProjSession
    let source: CoordinateReferenceSystem
    let target: CoordinateReferenceSystem

    func transform(
        from sourceObject: ProjObject, to targetObject: ProjObject, area: Envelope?
    ) throws(ReferencingError) -> CoordinateTransform {
        let candidates = try operations(from: sourceObject, to: targetObject, area: area, withMissingGrids: false)
        guard let chosen = candidates.first(where: { !isBallpark($0) }) ?? candidates.first else {
            let message = session.takeMessage(otherwise: "PROJ offers none; is one of the two a CRS of another planet?")
            throw .noOperation(from: source.label, to: target.label, message: message)
        }
        let better = try betterButUnavailable(than: chosen, from: sourceObject, to: targetObject, area: area)
        guard let normalised = chosen.derived({ proj_normalize_for_visualization($0, $1) }) else {
            throw .noOperation(
                from: source.label, to: target.label,
                message: session.takeMessage(otherwise: "the axes of the operation cannot be put into longitude/easting first order"))
        }
        let operation = describe(chosen, normalised, better)
        let step = ProjStep(normalised, definition: operation.definition, source: source, target: target)
        return CoordinateTransform([step], operation, source: source, target: target)
    }

    private func describe(_ chosen: ProjObject, _ normalised: ProjObject, _ better: String?) -> CoordinateOperation {
        let accuracy = accuracy(of: chosen)
        let isBallpark = isBallpark(chosen) || source.statesImplausibleNullShift || target.statesImplausibleNullShift
        return CoordinateOperation(
            name: chosen.name, source: source.shortName, target: target.shortName,
            accuracyMetres: accuracy, isBallpark: isBallpark,
            acceptedNull: isBallpark ? AcceptedNullShift.between(source.datumName, target.datumName) : nil,
            definition: text(proj_as_proj_string(session.pointer, normalised.pointer, PJ_PROJ_5, nil)) ?? "",
            betterButUnavailable: better)
    }

    /// The instantiable operations that cover the area, best first.
    private func operations(
        from sourceObject: ProjObject, to targetObject: ProjObject, area: Envelope?, withMissingGrids: Bool
    ) throws(ReferencingError) -> [ProjObject] {
        let context = try session.context()
        guard let factory = proj_create_operation_factory_context(context, nil) else { throw .contextUnavailable }
        defer { proj_operation_factory_context_destroy(factory) }
        proj_operation_factory_context_set_spatial_criterion(context, factory, PROJ_SPATIAL_CRITERION_STRICT_CONTAINMENT)
        proj_operation_factory_context_set_grid_availability_use(
            context, factory, withMissingGrids ? PROJ_GRID_AVAILABILITY_IGNORED : PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID)
        if let area, !area.isEmpty {
            proj_operation_factory_context_set_area_of_interest(
                context, factory, wrapped(area.minX), max(area.minY, -90), wrapped(area.maxX), min(area.maxY, 90))
        }
        guard let list = proj_create_operations(context, sourceObject.pointer, targetObject.pointer, factory) else { return [] }
        defer { proj_list_destroy(list) }
        return (0..<proj_list_get_count(list)).compactMap { index in
            guard let operation = ProjObject(proj_list_get(context, list, index), of: session) else { return nil }
            return withMissingGrids || proj_coordoperation_is_instantiable(context, operation.pointer) != 0 ? operation : nil
        }
    }

    /// The name of an operation that PROJ would prefer if its grid were installed, and the grid.
    private func betterButUnavailable(
        than chosen: ProjObject, from sourceObject: ProjObject, to targetObject: ProjObject, area: Envelope?
    ) throws(ReferencingError) -> String? {
        let accuracy = accuracy(of: chosen)
        guard accuracy != 0 else { return nil }
        let all = try operations(from: sourceObject, to: targetObject, area: area, withMissingGrids: true)
        for operation in all where !isBallpark(operation) {
            guard let stated = self.accuracy(of: operation), stated < accuracy ?? .infinity, let grid = missingGrid(of: operation)
            else { continue }
            return "\(operation.name) (\(stated.formattedMetres) m; needs the grid \(grid))"
        }
        return nil
    }

    private func missingGrid(of operation: ProjObject) -> String? {
        for index in 0..<proj_coordoperation_get_grid_used_count(session.pointer, operation.pointer) {
            var name: UnsafePointer<CChar>?
            var isAvailable: Int32 = 1
            _ = proj_coordoperation_get_grid_used(
                session.pointer, operation.pointer, index, &name, nil, nil, nil, nil, nil, &isAvailable)
            if isAvailable == 0 { return text(name) }
        }
        return nil
    }

    /// Metres. PROJ leaves a mere change of axes or projection on one datum without accuracy: it is exact.
    private func accuracy(of operation: ProjObject) -> Double? {
        let stated = proj_coordoperation_get_accuracy(session.pointer, operation.pointer)
        if stated >= 0 { return stated }
        let isOneDatum = source.datumName == target.datumName && source.datumName != "unknown" && !source.isBound && !target.isBound
        return isOneDatum && !isBallpark(operation) ? 0 : nil
    }

    private func isBallpark(_ operation: ProjObject) -> Bool {
        proj_coordoperation_has_ballpark_transformation(session.pointer, operation.pointer) != 0
    }

    /// A longitude brought into -180...180, as PROJ's areas want it.
    private func wrapped(_ longitude: Double) -> Double {
        longitude.magnitude <= 180 ? longitude : longitude - 360 * ((longitude + 180) / 360).rounded(.down)
    }
}
