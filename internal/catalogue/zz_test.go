package catalogue
import ("testing";"fmt")
func TestX(t *testing.T){ cat,p:=Compile(Base()); for _,x:=range p {fmt.Println(x)}; if cat!=nil {fmt.Println(len(cat.Indicators),len(cat.Kinds)); for _,i:=range cat.IndicatorOrder {s,_:=cat.Explain(i,"vi"); fmt.Println(i,cat.Indicators[i].Splits,"\n",s)}}}
