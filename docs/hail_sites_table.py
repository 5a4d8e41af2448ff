"""Count alleles by ancestry group on a Hail cluster, into the table of sites that a build reads.

    python hail_sites_table.py cohort.mt samples.tsv out.tsv.bgz --group ancestry

Needs Hail 0.2. The first argument is a MatrixTable (.mt), a VariantDataset (.vds) or VCFs (.vcf.gz,
.vcf.bgz; a pattern). The table of samples has a column `sample`, one for the ancestry group and one
for the sex. What is written are true counts: keep it where the genotypes are.

The counts are those of `aggregates/variants/counting.py`: people have two copies, of X outside its
pseudoautosomal regions men one, of Y men one and women none, of MT all one; where one has a single
copy, `1/1` is one copy and `0/1` no call.
"""

import argparse

import hail as hl

FEMALE = hl.set(["female", "f", "2", "xx"])
MALE = hl.set(["male", "m", "1", "xy"])


def read(path: str, build: str) -> hl.MatrixTable:
    """Genotypes as a MatrixTable with GT, multi-allelic rows as they are."""
    if path.endswith(".vds"):
        dense = hl.vds.to_dense_mt(hl.vds.read_vds(path))
        return dense.annotate_entries(GT=hl.vds.lgt_to_gt(dense.LGT, dense.LA))
    if path.endswith(".mt"):
        return hl.read_matrix_table(path)
    recode = {f"{at}": f"chr{at}" for at in [*range(1, 23), "X", "Y"]} | {"MT": "chrM"}
    renamed = recode if build == "GRCh38" else {new: old for old, new in recode.items()}
    return hl.import_vcf(path, reference_genome=build, force_bgz=True, contig_recoding=renamed)


def with_copies(genotypes: hl.MatrixTable) -> hl.MatrixTable:
    """GT in the copies that people have, and `expected`, how many these are (missing: unknown)."""
    locus, sex = genotypes.locus, genotypes.sex
    expected = (
        hl.case()
        .when(locus.in_mito(), 1)
        .when(locus.in_x_nonpar(), hl.case().when(sex == "f", 2).when(sex == "m", 1).or_missing())
        .when(locus.in_y_nonpar(), hl.case().when(sex == "f", 0).when(sex == "m", 1).or_missing())
        .default(2)
    )
    call = genotypes.GT
    single = (
        hl.case()
        .when(call.ploidy == 1, call)
        .when(call[0] == call[1], hl.call(call[0]))
        .or_missing()
    )
    own = hl.case().when(expected == 0, hl.missing(hl.tcall)).when(expected == 1, single)
    return genotypes.annotate_entries(GT=own.default(call), expected=expected)


def counts(split: hl.MatrixTable) -> hl.StructExpression:
    """What is counted of one allele, of all or of a group."""
    copies, called = split.GT.n_alt_alleles(), split.GT.ploidy
    full = hl.or_else(split.expected, called) == called
    return hl.struct(
        ac=hl.agg.sum(copies),
        an=hl.agg.sum(called),
        hom=hl.agg.count_where(copies == 2),
        carriers=hl.agg.count_where(copies > 0),
        called=hl.agg.count_where(full),
    )


def said(split: hl.MatrixTable) -> dict[str, hl.Expression]:
    """What the rows say of an allele: rsID, and what Hail's vep() made of it."""
    found: dict[str, hl.Expression] = {}
    if "rsid" in split.row and split.rsid.dtype == hl.tstr:
        found["rsid"] = hl.or_missing(split.rsid.startswith("rs"), split.rsid.split(";")[0])
    if "vep" in split.row:
        worst = split.vep.most_severe_consequence
        transcripts = split.vep.transcript_consequences.filter(
            lambda one: (one.allele_num == split.a_index) & one.consequence_terms.contains(worst)
        )
        first = hl.sorted(transcripts, key=lambda one: -hl.or_else(one.canonical, 0)).first()
        found |= {"gene": first.gene_symbol, "consequence": worst}
        found |= {"hgvs_c": first.hgvsc, "hgvs_p": first.hgvsp}
    return found


def main() -> None:
    """Read, count, write."""
    parser = argparse.ArgumentParser(description="Count alleles by ancestry group with Hail.")
    parser.add_argument("genotypes")
    parser.add_argument("samples")
    parser.add_argument("out", help="a .tsv.bgz")
    parser.add_argument("--group", default="group", help="column of the ancestry group")
    parser.add_argument("--sex", default="sex", help="column of the sex")
    parser.add_argument("--build", default="GRCh38", choices=("GRCh37", "GRCh38"))
    parser.add_argument("--least-carriers", type=int, default=21, help="rarer alleles are left out")
    asked = parser.parse_args()
    table = hl.import_table(asked.samples, key="sample", quote='"')
    sex = table[asked.sex].lower()
    table = table.select(
        group=hl.or_else(table[asked.group], ""),
        sex=hl.case().when(FEMALE.contains(sex), "f").when(MALE.contains(sex), "m").or_missing(),
    )
    table = table.annotate(group=hl.if_else(table.group == "", "remaining", table.group))
    genotypes = read(asked.genotypes, asked.build)
    genotypes = genotypes.annotate_cols(**table[genotypes.s])
    unknown = genotypes.aggregate_cols(hl.agg.count_where(hl.is_missing(genotypes.group)))
    if unknown:
        raise SystemExit(f"{asked.samples}: {unknown} samples of the genotypes are not in it.")
    genotypes = genotypes.filter_rows(hl.len(genotypes.filters) == 0) \
        if "filters" in genotypes.row else genotypes  # fmt: skip
    split = hl.split_multi(with_copies(genotypes.select_entries("GT")))
    split = split.filter_rows(~split.alleles.contains("*"))
    split = split.annotate_entries(GT=hl.downcode(split.GT, split.a_index))
    groups = sorted(split.aggregate_cols(hl.agg.collect_as_set(split.group)))
    rows = split.select_rows(
        **said(split), all=counts(split), by=hl.agg.group_by(split.group, counts(split))
    ).rows()
    rows = rows.filter(rows["all"].carriers >= asked.least_carriers)
    named = {name: rows["all"][name] for name in rows["all"]}
    for group in groups:
        named |= {f"{group}_{name}": rows.by[group][name] for name in rows["all"]}
    rows = rows.key_by().select(
        contig=rows.locus.contig,
        pos=rows.locus.position,
        ref=rows.alleles[0],
        alt=rows.alleles[1],
        **{name: rows[name] for name in ("rsid", "gene", "consequence", "hgvs_c", "hgvs_p")
           if name in rows.row},
        **named,
    )  # fmt: skip
    rows.export(asked.out)


if __name__ == "__main__":
    main()
