import { NodeFS } from '@electric-sql/pglite/nodefs'

/** Bits of a mode that let others in. */
const others = 0o077

/** Of Emscripten's file system on Node's, whose types leave out what it does its work with. */
interface NodeOperations {
  readonly node_ops: {
    mknod: (parent: unknown, name: string, mode: number, device: number) => unknown
    setattr: (node: unknown, attributes: { readonly mode?: number }) => unknown
  }
}

/**
 * The files of a database in a directory, as PGlite reads and writes them, but without rights for
 * others: it gives some files the mode that they would have without PostgreSQL's mask, after they were
 * made, so that the mask of this process does not count.
 */
export function privateFiles(directory: string): NodeFS {
  const files = new NodeFS(directory)
  const init = files.init.bind(files)
  files.init = async (...parameters) => {
    const { emscriptenOpts } = await init(...parameters)
    const preRun: typeof emscriptenOpts.preRun = [
      ({ NODEFS }) => withoutOthers(NODEFS as unknown as NodeOperations),
      ...(emscriptenOpts.preRun ?? []),
    ]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
  return files
}

function withoutOthers({ node_ops: operations }: NodeOperations): void {
  const { mknod, setattr } = operations
  operations.mknod = (parent, name, mode, device) => mknod(parent, name, mode & ~others, device)
  operations.setattr = (node, attributes) =>
    setattr(
      node,
      attributes.mode === undefined
        ? attributes
        : { ...attributes, mode: attributes.mode & ~others },
    )
}
