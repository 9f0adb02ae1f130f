import random, time
from collections import Counter
from sqlalchemy import text
from claimtrack.services.editing import *
from claimtrack.services.drafts import *
from claimtrack.services.undoing import undo_edit
from claimtrack.claims.model import ClaimType
from claimtrack.errors import ClaimtrackError

def snap(engine):
    out={}
    with engine.database.begin() as s:
        for t,o in (("claim","id"),("appearance","id"),("figure","id"),("embedding","appearance_id"),("claim_match","id"),("event","id")):
            drop=" - 'search'" if t=="appearance" else ""
            out[t]=[r[0] for r in s.connection().execute(text(f"SELECT to_jsonb(t){drop} - 'revision' FROM {t} t ORDER BY {o}"))]
    return out

def diff(a,b):
    res=[]
    for t in a:
        ka={str((r.get('id'),r.get('appearance_id') if t=='embedding' else '')):r for r in a[t]}; kb={str((r.get('id'),r.get('appearance_id') if t=='embedding' else '')):r for r in b[t]}
        for k in sorted(set(ka)|set(kb)):
            x,y=ka.get(k),kb.get(k)
            if x!=y:
                if x is None or y is None: res.append((t,k,'made' if x is None else 'gone'))
                else: res.append((t,k,{n:(str(x[n])[:60],str(y[n])[:60]) for n in x if x[n]!=y[n]}))
    return res

def test_stress(seeded_engine):
    e=seeded_engine
    rng=random.Random(7)
    with e.database.begin() as s:
        rows=[dict(r._mapping) for r in s.connection().execute(text('SELECT a.id,a.version_id,a.start,a."end",a.quote,v.text FROM appearance a JOIN article_version v ON v.id=a.version_id ORDER BY a.version_id,a.start'))]
    base=snap(e)
    n=Counter(); moved=Counter(); bad=[]
    t0=time.time()
    times=[]
    for i in range(150):
        r=rng.choice(rows); kind=rng.choice(["edit","word","fig","claimant","split","merge","hide"])
        t=time.time()
        with e.database.begin() as s:
            rev=dict(s.connection().execute(text("SELECT id,revision FROM appearance")).all())
        try:
            if kind=="edit":
                words=[m.start() for m in re.finditer(r"\S+",r['quote'])]
                if len(words)<5: continue
                ed=edit_appearance(e,r['id'],AppearanceChange(start=r['start']+rng.choice(words[:3]),end=min(len(r['text']),r['end']+rng.choice([-12,-5,0,10,30]))),revision=rev[r['id']],actor='ana')
            elif kind=="word":
                other=rng.choice(rows)
                ed=edit_appearance(e,r['id'],AppearanceChange(standalone=other['quote']),revision=rev[r['id']],actor='ana')
            elif kind=="fig":
                w=rng.choice(re.findall(r"\w+",r['quote']))
                ed=edit_appearance(e,r['id'],AppearanceChange(figures=(FigureInput(surface=w,low=rng.randint(1,50),role="killed",unit="people"),)),revision=rev[r['id']],actor='ana')
            elif kind=="claimant":
                ed=edit_appearance(e,r['id'],AppearanceChange(claimant="Harbor Wire",via=("CNN",),type=ClaimType.STATEMENT),revision=rev[r['id']],actor='ana')
            elif kind=="split":
                mid=r['quote'].find(' ',len(r['quote'])//2)
                if mid<0: continue
                ed=split_appearance(e,r['id'],[(r['start'],r['start']+mid),(r['start']+mid,r['end'])],revision=rev[r['id']],actor='ana')
            elif kind=="merge":
                same=[x for x in rows if x['version_id']==r['version_id']]; k=same.index(r)
                if k+1>=len(same): continue
                ed=merge_appearances(e,{x['id']:rev[x['id']] for x in same[k:k+2]},actor='ana')
            else:
                ed=hide_appearance(e,r['id'],revision=rev[r['id']],actor='ana',reason='no claim')
        except ClaimtrackError as exc:
            n[kind+":"+exc.message[:50]]+=1
            continue
        times.append((time.time()-t,kind))
        now=snap(e)
        d=diff(base,now)
        n[kind]+=1
        m=[x for x in d if x[0]=='appearance' and x[2] not in('made','gone') and 'claim_id' in x[2]]
        c=[x for x in d if x[0]=='claim' and x[2]=='made']
        moved[kind,'moved' if m else '','opened' if c else '', 'merged' if any(x[0]=='claim' and x[2] not in('made','gone') and 'merged_into_id' in x[2] for x in d) else '']+=1
        # consistency
        with e.database.begin() as s:
            dang=s.connection().execute(text("SELECT count(*) FROM claim_match m JOIN appearance a ON a.id=m.appearance_a_id JOIN appearance b ON b.id=m.appearance_b_id WHERE m.status='suggested' AND (a.claim_id<>m.claim_a_id OR b.claim_id<>m.claim_b_id OR a.hidden_at IS NOT NULL OR b.hidden_at IS NOT NULL)")).scalar()
        assert not dang,(kind,r,dang)
        undo_edit(e,ed.edit_id,actor='bob')
        d=diff(base,snap(e))
        if d:
            bad.append((kind,r['id'],d[:6])); base=snap(e)
    print(n); print(moved); print(len(bad)); [print(b) for b in bad[:10]]
    times.sort(); print('p50',times[len(times)//2],'max',times[-3:])
    assert 0
import re
