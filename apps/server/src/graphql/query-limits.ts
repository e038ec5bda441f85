import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'

/** How the message of a query begins that asks for too much. */
export const limitExceeded = 'The query asks for too much'

/** Levels of fields; the schema's own description of itself is deeper than any sensible query. */
const maxDepth = 12
const maxIntrospectionDepth = 16
/** Fields that may be resolved, with every list as long as it may get. */
const maxFields = 20_000
const longestPage = 100
const usualPage = 50

/** A validation rule: limits how deep a query goes and how many fields it can resolve to. */
export function queryLimits(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      const measure = measureOf(context)
      const { depth, fields, introspectionDepth } = measure(node.selectionSet, [])
      const isTooMuch =
        depth > maxDepth || introspectionDepth > maxIntrospectionDepth || fields > maxFields
      if (isTooMuch) context.reportError(new GraphQLError(limitExceeded, { nodes: node }))
    },
  }
}

interface Size {
  readonly depth: number
  readonly introspectionDepth: number
  readonly fields: number
}

const nothing: Size = { depth: 0, introspectionDepth: 0, fields: 0 }

function measureOf(context: ValidationContext) {
  const fragments = new Map<string, Size>()

  return function measure(selections: SelectionSetNode, open: readonly string[]): Size {
    return selections.selections.map(selection => sizeOf(selection, open)).reduce(together, nothing)

    function sizeOf(
      selection: SelectionSetNode['selections'][number],
      path: readonly string[],
    ): Size {
      if (selection.kind === Kind.FIELD) return ofField(selection, path)
      if (selection.kind === Kind.INLINE_FRAGMENT) return measure(selection.selectionSet, path)
      const name = selection.name.value
      const fragment = context.getFragment(name)
      // A fragment inside itself is refused by a rule of the specification.
      if (fragment == null || path.includes(name)) return nothing
      return fragments.get(name) ?? remember(fragment, [...path, name])
    }

    function remember(fragment: FragmentDefinitionNode, path: readonly string[]): Size {
      const size = measure(fragment.selectionSet, path)
      fragments.set(fragment.name.value, size)
      return size
    }

    function ofField(field: FieldNode, path: readonly string[]): Size {
      const inner = field.selectionSet === undefined ? nothing : measure(field.selectionSet, path)
      const fields = 1 + pageOf(field) * inner.fields
      if (/^__(schema|type)$/.test(field.name.value)) {
        return { depth: 0, introspectionDepth: 1 + inner.depth, fields: 1 }
      }
      return { depth: 1 + inner.depth, introspectionDepth: inner.introspectionDepth, fields }
    }
  }
}

function together(a: Size, b: Size): Size {
  return {
    depth: Math.max(a.depth, b.depth),
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
    fields: a.fields + b.fields,
  }
}

/** How many nodes a list may bring; anything that is not a list of ours counts once. */
function pageOf({ name, arguments: given = [] }: FieldNode): number {
  const first = given.find(argument => argument.name.value === 'first')?.value
  if (first?.kind === Kind.INT) return Math.min(Math.max(Number(first.value), 1), longestPage)
  if (first !== undefined) return longestPage
  return lists.has(name.value) ? usualPage : 1
}

const lists = new Set([
  'dataControllers',
  'integrations',
  'deliveries',
  'processingActivities',
  'dataSubjects',
  'quarantine',
  'auditLog',
])
