import cProfile, pstats
from tests.test_words import *
def test_p(enter_as):
    r=Reader(enter_as("admin")); pr=cProfile.Profile(); pr.enable(); r.walk("/","/me/"); pr.disable()
    print(sum(min(v,VISITS[k[0]]) for k,v in r.visits.items()), len(r.visits))
    s=pstats.Stats(pr); s.sort_stats('cumtime').print_stats(45)
